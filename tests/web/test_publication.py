"""What the public sees of decisions and of their corrections, by the one rule of small numbers."""

from datetime import date

import pytest
from sqlalchemy import select, update

from models import AnswerTally, Decision, InspectionMark, Organization
from surveys.domain.publication import is_hidden
from surveys.store.database import writing
from surveys.web import publication
from tests.region import Home, approve, approved, registered, round_of

MANY = {"q7": (10, 10)}
FEW = {"q7": (4, 16), "q8": (4, 0)}
MEMBERS = [
    Home("Дом А", answers=MANY | {"q8": (5, 5)}),
    Home("Дом Б", answers=FEW),
    Home("Дом В", answers=MANY | {"q15": (10, 10)}),
]


@pytest.fixture
def round_id(session):
    return approved(session, MEMBERS)


def corrected(session, round_id, change, **where):
    """Change something and approve once more."""
    organization_id = session.scalars(select(Organization.id).where(Organization.name == where.pop("name"))).one()
    with writing(session):
        session.execute(change.where(change.table.c.organization_id == organization_id))
    approve(session, round_id, date(2025, 5, 1), reason="Исправление")


def seen(session, round_id, version=None):
    """The organizations of a decision as the public sees them, by name."""
    session.rollback()
    published = publication.of_round(round_of(session, round_id), version)
    return {one.name: one for one in published.organizations}


def hidden(told):
    return {name for name, one in told.items() if is_hidden(one)}


def test_a_correction_by_a_few_answers_hides_the_organization_in_the_earlier_version_only(session, round_id):
    fewer = update(AnswerTally).where(AnswerTally.question == "q15", AnswerTally.answer == "yes").values(count=8)
    corrected(session, round_id, fewer, name="Дом В")
    assert hidden(seen(session, round_id, 1)) == {"Дом В"}
    assert hidden(seen(session, round_id)) == set()


def test_other_marks_hide_the_earlier_version_only_of_those_that_withhold_a_share(session, round_id):
    dry = update(InspectionMark).where(InspectionMark.item == "comfort_water").values(value="0")
    corrected(session, round_id, dry, name="Дом А")
    assert hidden(seen(session, round_id, 1)) == set()
    corrected(session, round_id, dry, name="Дом Б")
    assert hidden(seen(session, round_id, 1)) == {"Дом Б"}
    assert hidden(seen(session, round_id, 2)) == {"Дом Б"}
    assert hidden(seen(session, round_id)) == set()


def test_another_way_of_counting_hides_the_earlier_version_of_those_that_withhold_a_share(session, round_id):
    approve(session, round_id, date(2025, 5, 1), reason="Другие веса")
    decision = session.scalars(select(Decision).where(Decision.version == 2)).one()
    criteria = [dict(one) for one in decision.definitions["methodology"]["criterion"]]
    for one, weight in zip(criteria, ("0.2", "0.2", "0.15", "0.15", "0.3"), strict=True):
        one["weight"] = weight
    other = decision.definitions | {"methodology": decision.definitions["methodology"] | {"criterion": criteria}}
    with writing(session):
        session.execute(update(Decision).where(Decision.version == 2).values(definitions=other))
    session.expire_all()
    assert hidden(seen(session, round_id, 1)) == {"Дом Б"}


def test_a_correction_that_changes_nothing_of_an_organization_hides_nothing_of_it(session, round_id):
    before = seen(session, round_id)
    approve(session, round_id, date(2025, 5, 1), reason="Опечатка в номере")
    assert seen(session, round_id, 1) == before == seen(session, round_id)


def test_the_page_of_an_organization_says_no_more_than_the_table(session, round_id):
    code = registered(session, MEMBERS)["Дом Б"]
    one = publication.organization(round_of(session, round_id), code)
    listed = seen(session, round_id)["Дом Б"]
    assert (one.score, one.place, one.inputs.shares) == (listed.score, listed.place, listed.inputs.shares)
    assert one.score["p3_3"].value is None


def test_means_are_of_what_is_told(session, round_id):
    """3.3 is told of А and В, 50 and 100, and not of Б, where it is 100; the total of all three is."""
    published = publication.of_round(round_of(session, round_id))
    assert published.mean()["p3_3"] == 75
    told = [one.total.value for one in published.organizations]
    assert published.mean()["s"] == sum(told) / 3

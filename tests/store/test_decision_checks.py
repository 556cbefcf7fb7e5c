"""Whether what was approved still stands as it was, and what has changed around it since."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from models import Decision, InspectionMark, Result
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.registry import Form
from surveys.store import decision_checks, decisions
from surveys.store.database import writing
from tests import region
from tests.domain.figures import QUESTIONNAIRE
from tests.region import Home, approve, collected

MEMBERS = [
    Home("Дом А", answers={"q7": (6, 14), "q8": (5, 1), "q15": (15, 5)}, recipients=50),
    Home("Дом Б", responses=3, answers={"q15": (2, 1)}, forms=(Form.STATIONARY, Form.AT_HOME)),
    Home("Дом В", answers={"q7": (0, 20)}, marks={"stand_01": "n/a", "comfort_water": "0"}),
]


@pytest.fixture
def round_id(session):
    return collected(session, MEMBERS)


def newest(session, round_id):
    return decisions.of_round(session, round_id)[0]


def checked(session):
    session.rollback()
    session.expire_all()
    return list(decision_checks.checked(session, {QUESTIONNAIRE.key: QUESTIONNAIRE}.get))


def first_result(session):
    return session.scalars(select(Result).order_by(Result.organization_id)).first()


TAMPERED = {
    "a figure": lambda row: {"figures": row.figures | {"p5_3": "99"}},
    "a total": lambda row: {"figures": row.figures | {"s": "100"}},
    "a place": lambda _row: {"place": 7},
    "a place in a form": lambda _row: {"places": [7]},
    "a count": lambda row: {"inputs": row.inputs | {"responses": 21}},
    "a mark": lambda row: {"inputs": row.inputs | {"marks": row.inputs["marks"] | {"remote_faq": "0"}}},
    "the required sample": lambda _row: {"required": 1},
    "a figure that is no figure": lambda row: {"figures": row.figures | {"s": "много"}},
    "figures that are gone": lambda _row: {"figures": {}},
    "counts that are gone": lambda _row: {"inputs": {}},
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_a_row_that_was_tampered_with_is_found(session, round_id, change):
    approve(session, round_id, date(2025, 4, 1))
    assert [one.is_right for one in checked(session)] == [True]
    row = first_result(session)
    with writing(session):
        changing = update(Result).where(Result.organization_id == row.organization_id)
        session.execute(changing.values(**change(row)))
    (found,) = checked(session)
    assert not found.is_right


@pytest.mark.parametrize(
    "damage",
    [
        delete(Result).where(Result.organization_id == 1),
        delete(Result),
        update(Decision).values(digest="0" * 64),
        update(Decision).values(questionnaire="675n.2"),
        update(Decision).values(definitions={}),
    ],
)
def test_a_decision_that_does_not_fit_its_digest_is_found(session, round_id, damage):
    approve(session, round_id, date(2025, 4, 1))
    with writing(session):
        session.execute(damage)
    (found,) = checked(session)
    assert not found.is_whole


def test_both_of_a_figure_and_the_digest_are_not_enough_to_deceive(session, round_id):
    """Whoever changes a figure and makes the digest fit is found by counting anew."""
    approve(session, round_id, date(2025, 4, 1))
    row = first_result(session)
    with writing(session):
        session.execute(
            update(Result)
            .where(Result.organization_id == row.organization_id)
            .values(figures=row.figures | {"s": "99"})
        )
    decision = newest(session, round_id)
    with writing(session):
        method = decisions.method_of(decision)
        rows = list(decisions.results(session, decision, method))
        digest = decision_checks.frozen.digest(round_id, decision.questionnaire, method, rows)
        session.execute(update(Decision).values(digest=digest))
    (found,) = checked(session)
    assert (found.is_whole, found.wrong) == (True, [row.code])


def test_organizations_whose_counts_or_marks_have_moved_are_named_and_nothing_is_wrong(session, round_id):
    approve(session, round_id, date(2025, 4, 1))
    code = region.registered(session, MEMBERS)["Дом В"]
    with writing(session):
        changing = update(InspectionMark).where(InspectionMark.item == "stand_01", InspectionMark.value == "n/a")
        session.execute(changing.values(value="1", note=""))
    (found,) = checked(session)
    assert (found.is_right, found.moved, found.organizations) == (True, [code], 3)


def test_without_the_questionnaire_or_with_one_that_asks_otherwise_what_was_approved_is_checked_all_the_same(
    session, round_id
):
    approve(session, round_id, date(2025, 4, 1))
    session.rollback()
    data = QUESTIONNAIRE.model_dump(mode="json", by_alias=True)
    fewer = Questionnaire.model_validate(data | {"question": data["question"][:10]})
    for known in ({}, {"675n.1": fewer}):
        (found,) = decision_checks.checked(session, known.get)
        assert (found.is_right, found.moved) == (True, [])

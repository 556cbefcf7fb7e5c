"""The council's decisions: what is approved stands as it was, and what cannot be approved leaves nothing behind."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import delete, func, select, update

from models import AnswerTally, DayTally, Decision, InspectionMark, JournalEntry, Organization, OrganizationForm, Result
from surveys.definitions.loader import SHIPPED
from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.store import decision_checks, decisions
from surveys.store.database import writing
from surveys.store.decisions import ApprovalRefused, Paper
from surveys.web import counting
from tests import region
from tests.domain.figures import QUESTIONNAIRE
from tests.region import Home, approve, approved, collected, round_of

PAPER = Paper("7", date(2025, 4, 1), minutes=b"%PDF minutes", minutes_name="протокол.pdf")
MEMBERS = [
    Home("Дом А", answers={"q7": (6, 14), "q8": (5, 1), "q15": (15, 5)}, recipients=50),
    Home("Дом Б", responses=3, answers={"q15": (2, 1)}, forms=(Form.STATIONARY, Form.AT_HOME)),
    Home("Дом В", answers={"q7": (0, 20)}, marks={"stand_01": "n/a", "comfort_water": "0"}),
]


@pytest.fixture
def round_id(session):
    return collected(session, MEMBERS)


def now(session, round_id):
    """The results as they are now."""
    session.rollback()
    return counting.count(round_of(session, round_id))


def frozen(session, decision):
    """What a decision says, read anew."""
    session.rollback()
    decision = session.get(Decision, decision.id, populate_existing=True)
    return list(decisions.results(session, decision, decisions.method_of(decision)))


def newest(session, round_id):
    return decisions.of_round(session, round_id)[0]


def stored(session):
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) for table in (Decision, Result, JournalEntry)]


def test_everything_that_was_counted_is_stored_with_the_decision(session, round_id):
    counted = now(session, round_id)
    decisions.approve(session, round_of(session, round_id), counted, counted.digest, PAPER, "council@example.org")
    decision = newest(session, round_id)
    assert frozen(session, decision) == counted.organizations
    assert frozen(session, decision)[0].score["p5_3"].value == Fraction(100)
    assert (decision.version, decision.number, decision.decided_on) == (1, "7", date(2025, 4, 1))
    assert (decision.questionnaire, decision.methodology) == ("675n.1", "317n.1")
    assert (decision.minutes, decision.minutes_name) == (PAPER.minutes, "протокол.pdf")
    assert (decision.approved_by, decision.digest) == ("council@example.org", counted.digest)


LATER = {
    "answers": update(AnswerTally).values(count=AnswerTally.count + 9),
    "responses": update(DayTally).values(count=DayTally.count + 9),
    "marks": update(InspectionMark).values(value="0"),
    "marks that are gone": delete(InspectionMark),
    "a name": update(Organization).values(name="Иначе", short_name="Иначе", municipality="Елец", inn="7700000009"),
    "forms of service": delete(OrganizationForm),
}


@pytest.mark.parametrize("change", LATER.values(), ids=LATER)
def test_later_changes_move_nothing_that_was_approved(session, round_id, change):
    approve(session, round_id, date(2025, 4, 1))
    decision = newest(session, round_id)
    before = frozen(session, decision)
    with writing(session):
        session.execute(change)
    assert frozen(session, decision) == before
    assert counting.approved(round_of(session, round_id)).organizations == before
    (checked,) = decision_checks.checked(session, {QUESTIONNAIRE.key: QUESTIONNAIRE}.get)
    assert checked.is_right


def test_other_definitions_move_nothing_that_was_approved(make_app, instance):
    folder = instance / "definitions" / "methodologies"
    folder.mkdir(parents=True)
    text = (SHIPPED / "methodologies" / "317n-1.toml").read_text(encoding="utf-8").replace('id = "317n"', 'id = "own"')
    (folder / "own.toml").write_text(text, encoding="utf-8")
    with make_app(methodology="own").app_context():
        made = collected(db.session, MEMBERS, methodology="own.1")
        approve(db.session, made, date(2025, 4, 1))
        before = counting.approved(round_of(db.session, made))
    assert 'empty_denominator = "exclude"' in text
    (folder / "own.toml").write_text(text.replace('"exclude"\n', '"zero"\n'), encoding="utf-8")
    app = make_app(methodology="own")
    with app.app_context():
        after = counting.approved(round_of(db.session, made))
        anew = counting.preliminary(round_of(db.session, made))
    assert after.organizations == before.organizations
    assert after.method == before.method
    assert list(anew.organizations) != list(before.organizations)
    assert app.test_cli_runner().invoke(args=["export", "indicators", "--assessment", str(made)]).exit_code != 0
    with make_app().app_context():
        assert counting.approved(round_of(db.session, made)).method == before.method


def refused(session, round_id, paper=PAPER, seen=None, counted=None):
    """Why results are not approved; that nothing was stored is looked at as well."""
    before = stored(session)
    found = counted or now(session, round_id)
    digest = found.digest if seen is None else seen
    with pytest.raises(ApprovalRefused) as refusal:
        decisions.approve(session, round_of(session, round_id), found, digest, paper, "council@example.org")
    assert stored(session) == before
    return refusal.value


def test_an_open_round_cannot_be_approved(session):
    region.registered(session, MEMBERS)
    made = region.rounds.open_round(session, title="Идёт", questionnaire="675n.1", opens_on=date(2025, 3, 1))
    assert "open" in str(refused(session, made))


def test_items_that_are_not_marked_are_named_with_their_organizations(session):
    made = collected(
        session,
        [Home("Дом А"), Home("Дом Б", marks={"access_lift": None, "equal_site": None}), Home("Дом В", mark=None)],
    )
    codes = region.registered(session, [Home("Дом Б"), Home("Дом В")])
    said = str(refused(session, made))
    assert f"{codes['Дом Б']}: access_lift, equal_site" in said
    assert f"{codes['Дом В']}: stand_01" in said
    assert "Organizations: 2" in said


def test_an_inspection_counts_as_complete_whatever_stands_in_it(session):
    made = collected(session, [Home("Дом", mark="n/a")])
    approve(session, made, date(2025, 4, 1))


MOVED = {
    "an answer": update(AnswerTally).where(AnswerTally.question == "q15").values(count=AnswerTally.count + 1),
    "a mark": update(InspectionMark).where(InspectionMark.item == "stand_05").values(value="0.5"),
    "a mark without effect": update(InspectionMark).where(InspectionMark.item == "remote_faq").values(value="0"),
}


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_figures_that_have_changed_since_they_were_seen_are_not_approved(session, round_id, change):
    seen = now(session, round_id)
    with writing(session):
        session.execute(change)
    assert "changed since" in str(refused(session, round_id, seen=seen.digest))
    assert "changed since" in str(refused(session, round_id, counted=seen))
    approve(session, round_id, date(2025, 4, 1))


def test_a_note_that_was_written_since_is_no_other_figure(session, round_id):
    seen = now(session, round_id)
    with writing(session):
        session.execute(
            update(InspectionMark).values(note="Уточнено", page="http://example.org/", marked_by="b@example.org")
        )
        session.execute(update(Organization).values(name="Дом Г"))
    assert now(session, round_id).digest == seen.digest
    decisions.approve(session, round_of(session, round_id), now(session, round_id), seen.digest, PAPER, "a@example.org")


@pytest.mark.parametrize(
    ("paper", "field"),
    [
        (replace(PAPER, number=""), "number"),
        (replace(PAPER, number="  "), "number"),
        (replace(PAPER, number="7" * 61), "number"),
        (replace(PAPER, decided_on=date(2025, 3, 30)), "decided_on"),
    ],
)
def test_a_decision_has_a_number_and_a_day_that_is_not_before_the_end_of_the_collection(
    session, round_id, paper, field
):
    assert refused(session, round_id, paper).field == field


def test_on_the_last_day_of_the_collection_it_can_be_decided(session, round_id):
    approve(session, round_id, date(2025, 3, 31))


def test_a_correction_is_a_new_decision_that_says_why_and_both_stay(session, round_id):
    approve(session, round_id, date(2025, 4, 1))
    first = newest(session, round_id)
    before = frozen(session, first)
    with writing(session):
        session.execute(update(AnswerTally).where(AnswerTally.question == "q15").values(count=1))
    for reason in ("", "  "):
        assert refused(session, round_id, replace(PAPER, reason=reason)).field == "reason"
    approve(session, round_id, date(2025, 4, 20), number="9", reason="Исправлена опечатка")
    second, again = decisions.of_round(session, round_id)
    assert (second.version, second.reason, again.version, again.id) == (2, "Исправлена опечатка", 1, first.id)
    assert frozen(session, first) == before
    assert frozen(session, second) != before
    assert counting.approved(round_of(session, round_id)).decision.version == 2
    assert counting.approved(round_of(session, round_id), 1).organizations == before
    assert counting.approved(round_of(session, round_id), 3) is None
    assert first.digest != second.digest


def test_each_round_has_its_own_newest_decision(session):
    first, second = approved(session, MEMBERS, 2023), approved(session, MEMBERS, 2024)
    approve(session, first, date(2024, 6, 1), reason="Исправление")
    found = decisions.in_force(session)
    assert {id_: one.version for id_, one in found.items()} == {first: 2, second: 1}
    assert list(found) == [second, first]


def test_one_organization_is_read_without_the_others(session, round_id):
    approve(session, round_id, date(2025, 4, 1))
    decision = newest(session, round_id)
    code = region.registered(session, MEMBERS)["Дом Б"]
    (one,) = decisions.results(session, decision, decisions.method_of(decision), code)
    assert one == next(found for found in frozen(session, decision) if found.code == code)
    assert decisions.inputs(session, decision, code) == {code: one.inputs}

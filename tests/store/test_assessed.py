"""What figures are counted from: tallies of what was answered, marks of the round's inspections, never more."""

import pytest
from sqlalchemy import insert, update

from models import Organization, Response
from surveys.domain.indicators import Share
from surveys.domain.registry import Form
from surveys.store import assessed, database, direct, rounds, tallies
from tests import clock
from tests.domain.figures import QUESTIONNAIRE, SOCIAL
from tests.region import Home, collected
from tests.respondent import CONTENT, a_round, open_sheet, organization, send, sheet

TODAY = clock.today()
ITEMS = 59


@pytest.fixture
def code(session):
    made = organization(session, "Дом «Сосны»", recipients=100)
    a_round(session, TODAY)
    return made


def found(session, round_id=1):
    session.rollback()
    return {one.name: one for one in assessed.of_round(session, round_id, SOCIAL, QUESTIONNAIRE)}


def inputs(session):
    (one,) = found(session).values()
    return one.inputs


def test_answers_behind_a_closed_gate_are_not_counted(session, client, code):
    send(client, open_sheet(client, code), CONTENT)
    send(client, open_sheet(client, code), CONTENT | {"q1": "no", "q3": "no", "q7": "no", "q11": "no"})
    shares = inputs(session).shares
    assert [shares[id_] for id_ in ("q2", "q4", "q8", "q12")] == [Share(1, 1, 1)] * 4
    assert shares["q15"] == Share(2, 2, 2)


def test_an_empty_answer_is_not_a_no_and_an_empty_gate_is_closed(session, client, code):
    given = CONTENT | {"q7": "", "q8": "yes", "q15": ""}
    asked_once = send(client, open_sheet(client, code), given)
    assert asked_once.status_code == 422
    assert send(client, sheet(asked_once.text), given).status_code == 303
    told = inputs(session)
    assert told.responses == 1
    assert told.shares["q15"] == Share(0, 0, 1)
    assert told.shares["q8"] == Share(0, 0, 0)


def test_responses_that_were_set_aside_do_not_count(session, client, runner, code):
    send(client, open_sheet(client, code), CONTENT)
    aside = {"assessment_id": 1, "channel": "link", "day": TODAY, "questionnaire": "675n.1", "status": "set_aside"}
    with database.writing(session):
        session.execute(insert(Response).values(organization_id=1, id="f" * 32, answers={"q15": "no"}, **aside))
    assert (inputs(session).responses, inputs(session).shares["q15"]) == (1, Share(1, 1, 1))
    assert runner.invoke(args=["verify"]).exit_code == 0


def test_what_was_collected_between_rounds_counts_in_none(session, client, code):
    rounds.close_round(session, 1, TODAY)
    send(client, open_sheet(client, code), CONTENT)
    assert (inputs(session).responses, inputs(session).shares["q15"]) == (0, Share(0, 0, 0))


def test_answers_to_another_questionnaire_are_not_mixed_in(session, client, code):
    send(client, open_sheet(client, code), CONTENT)
    with database.writing(session):
        tallies.add(direct.within(session), 1, 1, "own.1", TODAY, "paper", [("q15", "no")])
    assert inputs(session).shares["q15"].answered == 1


def test_the_required_sample_is_that_of_the_rounds_opening(session, code):
    with database.writing(session):
        session.execute(update(Organization).values(recipients=1000))
    assert found(session)["Дом «Сосны»"].required == 40


def test_each_round_has_its_own_members_answers_and_marks(session):
    first = collected(session, [Home("Дом А"), Home("Дом Б", responses=7)], 2024)
    second = collected(session, [Home("Дом А", responses=9, mark="0", answers={"q15": (4, 5)})], 2025)
    before, now = found(session, first), found(session, second)
    assert (sorted(before), sorted(now)) == (["Дом А", "Дом Б"], ["Дом А"])
    assert [one["Дом А"].inputs.responses for one in (before, now)] == [20, 9]
    assert [one["Дом А"].inputs.shares["q15"] for one in (before, now)] == [Share(20, 20, 20), Share(4, 9, 9)]
    assert [set(one["Дом А"].inputs.marks.values()) for one in (before, now)] == [{"1"}, {"0"}]


def test_an_item_without_a_mark_is_not_there(session):
    made = collected(session, [Home("Дом", marks={"stand_01": "n/a", "equal_staff": None})])
    marks = found(session, made)["Дом"].inputs.marks
    assert len(marks) == ITEMS - 1
    assert (marks["stand_01"], "equal_staff" in marks) == ("n/a", False)


def test_an_organization_comes_with_its_forms_in_their_order(session):
    made = collected(session, [Home("Дом", forms=(Form.AT_HOME, Form.STATIONARY), inn="7700000003", recipients=11)])
    one = found(session, made)["Дом"]
    assert one.forms == (Form.AT_HOME, Form.STATIONARY)
    assert (one.inn, one.municipality, one.required) == ("7700000003", "Город Н.", 5)

"""A questionnaire that is sent again finds what was stored, whatever has become of the rounds meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from time import sleep

import pytest
from sqlalchemy import func, select

from models import DayTally, Response
from surveys.extensions import db
from surveys.store import direct, responses, rounds
from surveys.store.assessments import STANDING_ID
from surveys.store.responses import NewResponse, Outcome
from tests.respondent import a_round, organization

DAY = date(2026, 3, 16)
NEXT = DAY + timedelta(days=1)
COUNTS = [("q1", "yes")]


def response(assessment_id: int, day: date = DAY) -> NewResponse:
    return NewResponse(1, "5" * 32, assessment_id, "link", day, "675n.1", {"q1": "yes"})


def sent(new: NewResponse) -> Outcome:
    return responses.store(db.engine, new, COUNTS)


def there(session) -> list[tuple[int, int]]:
    """The assessments of all responses, and how many are counted."""
    session.rollback()
    found = session.scalars(select(Response.assessment_id)).all()
    return [*found, session.scalar(select(func.sum(DayTally.count)))]


@pytest.fixture(autouse=True)
def code(session):
    return organization(session)


def test_after_its_round_was_closed(session):
    its = a_round(session, DAY)
    assert sent(response(its)) is Outcome.STORED
    rounds.close_round(session, its, DAY)
    assert responses.outcome_before(db.engine, response(STANDING_ID)) is Outcome.REPEATED
    assert sent(response(STANDING_ID)) is Outcome.REPEATED
    assert there(session) == [its, 1]


def test_after_a_round_was_opened(session):
    assert sent(response(STANDING_ID)) is Outcome.STORED
    its = a_round(session, DAY)
    assert sent(response(its)) is Outcome.REPEATED
    assert there(session) == [STANDING_ID, 1]


def test_after_its_round_was_closed_and_two_others_came(session):
    first = a_round(session, DAY)
    assert sent(response(first)) is Outcome.STORED
    rounds.close_round(session, first, DAY)
    rounds.close_round(session, a_round(session, DAY), DAY)
    third = a_round(session, DAY)
    assert sent(response(third)) is Outcome.REPEATED
    assert there(session) == [first, 1]


def test_with_other_answers_it_is_never_thanked(session):
    its = a_round(session, DAY)
    assert sent(response(its)) is Outcome.STORED
    rounds.close_round(session, its, DAY)
    assert sent(replace(response(STANDING_ID), answers={"q1": "no"})) is Outcome.DIFFERENT
    assert there(session) == [its, 1]


def test_the_same_id_of_another_organization_is_another_response(session):
    organization(session, "Дом «Ели»")
    assert sent(response(STANDING_ID)) is Outcome.STORED
    assert sent(replace(response(STANDING_ID), organization_id=2)) is Outcome.STORED
    assert there(session) == [STANDING_ID, STANDING_ID, 2]


def test_at_the_midnight_at_which_its_round_ends_both_at_the_same_moment(app, session):
    """The first one is not committed yet when the second one comes, and belongs elsewhere."""
    its = a_round(session, DAY, closes_on=DAY)
    started, engine = [], db.engine

    def second() -> Outcome:
        with app.app_context():
            started.append(True)
            return sent(response(STANDING_ID, NEXT))

    with ThreadPoolExecutor(1) as other:
        with direct.writing(engine, 1) as first:
            assert responses.insert(first, response(its), COUNTS)
            outcome = other.submit(second)
            while not started:
                sleep(0.01)
            sleep(0.3)
            assert not outcome.done()
        assert outcome.result() is Outcome.REPEATED
    assert there(session) == [its, 1]

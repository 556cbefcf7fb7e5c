"""What is written for every response shares its transactions, and what is remembered is never stale for long."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from models import AnswerTally, DayTally, Response
from surveys.extensions import db
from surveys.store import assessments, database, direct, responses, rounds
from surveys.store.assessments import Receptions
from surveys.store.responses import NewResponse, Outcome
from tests.respondent import a_round, organization

DAY = date(2026, 3, 16)


@pytest.fixture
def code(session):
    made = organization(session)
    a_round(session, DAY)
    return made


@pytest.fixture
def transactions(monkeypatch):
    """How many write transactions were begun."""
    begun = []
    own = direct.writing
    monkeypatch.setattr(direct, "writing", lambda engine: begun.append(1) or own(engine))
    return begun


def response(number: int, organization_id: int = 1) -> NewResponse:
    return NewResponse(organization_id, f"{number:032x}", 1, "link", DAY, "675n.1", {"q1": "yes"})


def all_at_once(app, given: list[NewResponse]) -> list[object]:
    """Store each in a thread of its own; all of them wait for one writer before any begins."""

    def store(new: NewResponse) -> object:
        with app.app_context():
            try:
                return responses.store(db.engine, new, [("q1", "yes")])
            except database.Unavailable:
                return None

    with ThreadPoolExecutor(len(given)) as crowd:
        with database.WRITER:
            outcomes = [crowd.submit(store, new) for new in given]
            with app.app_context():
                engine = db.engine
            until = time.monotonic() + (10 if engine.dialect.name == "sqlite" else 0)  # elsewhere nobody waits
            while len(direct._waiting.get(engine, ())) < len(given) and time.monotonic() < until:
                time.sleep(0.01)
        return [outcome.result() for outcome in outcomes]


def counted(session) -> tuple[int, int, int]:
    session.rollback()
    return (
        session.scalar(select(func.count()).select_from(Response)),
        session.scalar(select(func.coalesce(func.sum(DayTally.count), 0))),
        session.scalar(select(func.coalesce(func.sum(AnswerTally.count), 0))),
    )


@pytest.mark.database("sqlite")
def test_responses_that_wait_for_the_writer_are_stored_in_one_transaction(app, session, code, transactions):
    assert all_at_once(app, [response(n) for n in range(10)]) == [Outcome.STORED] * 10
    assert len(transactions) == 1
    assert counted(session) == (10, 10, 10)


def test_repeats_in_one_transaction_are_stored_once(app, session, code):
    outcomes = all_at_once(app, [response(7) for _ in range(10)])
    assert sorted(outcomes, key=str) == [Outcome.REPEATED] * 9 + [Outcome.STORED]
    assert counted(session) == (1, 1, 1)


@pytest.mark.database("sqlite")
def test_a_response_that_fails_takes_no_other_along(app, session, code, monkeypatch):
    own = responses.tallies.add

    def add(now, organization_id, *rest):
        own(now, organization_id, *rest)
        if rest[-1] == [("q1", "broken")]:
            raise ValueError

    monkeypatch.setattr(responses.tallies, "add", add)

    def store(number: int) -> object:
        with app.app_context():
            counts = [("q1", "broken" if number == 3 else "yes")]
            try:
                return responses.store(db.engine, response(number), counts)
            except database.Unavailable:
                return None

    started = threading.Barrier(6)
    with ThreadPoolExecutor(6) as crowd:
        outcomes = list(crowd.map(lambda number: started.wait() >= 0 and store(number), range(6)))
    assert outcomes == [None if number == 3 else Outcome.STORED for number in range(6)]
    assert counted(session) == (5, 5, 5)


def test_an_organization_that_is_gone_takes_no_other_along(app, session, code):
    given = [response(1), response(2, organization_id=99), response(3)]
    assert all_at_once(app, given) == [Outcome.STORED, Outcome.MOVED, Outcome.STORED]
    assert counted(session) == (2, 2, 2)


def test_what_this_process_opens_or_closes_shows_at_once(session, code):
    receptions = Receptions()
    assert receptions.get(db.engine, code, DAY).assessment_id == 1
    rounds.close_round(session, 1, DAY)
    assert receptions.get(db.engine, code, DAY).assessment_id == assessments.STANDING_ID


def test_what_another_process_changes_shows_after_a_few_seconds(session, code, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(assessments, "monotonic", lambda: now[0])
    receptions = Receptions()
    assert receptions.get(db.engine, code, DAY).name == "Дом-интернат «Сосны»"
    with direct.writing(db.engine) as other:
        other.connection.cursor().execute("UPDATE organizations SET name = 'Дом-интернат «Ели»'")
    now[0] += Receptions.SECONDS
    assert receptions.get(db.engine, code, DAY).name == "Дом-интернат «Ели»"


def test_a_code_that_does_not_exist_is_not_remembered(session):
    receptions = Receptions()
    assert receptions.get(db.engine, "N0NE", DAY) is None
    assert not receptions._known


@pytest.mark.database("postgresql")
def test_a_host_that_stops_in_the_middle_of_storing_keeps_nobody_from_it(session, code):
    responses.store(db.engine, response(1), [("q1", "yes")])
    stopped = direct.writing(db.engine)
    stopped.__enter__().connection.cursor().execute("UPDATE day_tallies SET count = count")
    assert responses.store(db.engine, response(2), [("q1", "yes")]) is Outcome.STORED
    with pytest.raises(database.Unavailable):
        stopped.__exit__(None, None, None)

"""Whatever happens at once, in threads and processes: nothing is lost, nothing is doubled, every count is right."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from models import AnswerTally, DayTally, Response
from surveys.domain.registry import Form, Record
from surveys.extensions import db
from surveys.store import assessments, direct, exports, organizations, rounds, tallies
from surveys.store.database import writing
from surveys.store.selections import Selection
from surveys.store.verification import Difference, differences
from surveys.web import desk, ticket
from tests.respondent import CONTENT, a_round
from tests.store.crowd import crowd

THREADS = 8
NAMES = ("Дом А", "Дом Б", "Дом В", "Дом Г", "Дом Д", "Дом Е")


@pytest.fixture(scope="module")
def people():
    with crowd() as processes:
        yield processes


@pytest.fixture
def codes(session):
    """Organizations, each in an open round of its own."""
    with writing(session):
        records = [Record(name=name, form_of_service=(Form.STATIONARY,), municipality="Город Н.") for name in NAMES]
        made = [organizations.add_one(session, record).code for record in records]
    for code in made:
        a_round(session, desk.today(), codes=[code])
    return made


@pytest.fixture
def forms(session):
    """Makes forms that were given out to be filled in, with an answer that differs in each question."""

    def make(codes, number):
        chance = random.Random(number)
        return [form(code, chance) for code in (codes * number)[:number]]

    def form(code, chance):
        here = assessments.reception(db.engine, code, desk.today())
        definition = desk.definition_for(here)
        given = ticket.issue(here.organization_id, here.assessment_id, "link", definition.key, datetime.now(UTC))
        answers = {question: chance.choice(("yes", "no")) for question in CONTENT}
        return f"/a/{code}", answers | {"ticket": ticket.sign(given), "asked": ",".join(CONTENT)}

    return make


@pytest.fixture
def wrong(session, app):
    """Counts the tallies anew: how many responses there are, and where a tally is another than they say."""

    def recount():
        session.rollback()
        found = list(differences(session, app.extensions["questionnaires"].get))
        session.rollback()
        recounted = sum(one[1] for one in found if not isinstance(one, Difference))
        return recounted, [one for one in found if isinstance(one, Difference)]

    return recount


def stored(session, *rounds_):
    """How many responses there are in some rounds, or in all."""
    session.rollback()
    query = select(func.count()).select_from(Response)
    return session.scalar(query.where(Response.assessment_id.in_(rounds_)) if rounds_ else query)


def test_many_at_once_for_the_same_and_for_different_organizations_are_all_counted(
    instance, people, codes, forms, wrong
):
    posts = forms(codes, 150) + forms(codes[:1], 100)
    people.gather(instance, posts, THREADS)
    people.go()
    assert people.answers() == [303] * 250
    assert wrong() == (250, [])


def test_one_ticket_sent_by_forty_at_once_is_stored_once_and_thanked_forty_times(
    instance, people, session, codes, forms
):
    posts = forms(codes[:1], 1) * 40
    people.gather(instance, posts, 20)
    people.go()
    assert people.answers() == [303] * 40
    assert stored(session) == 1
    assert session.scalars(select(DayTally.count)).all() == [1]
    assert set(session.scalars(select(AnswerTally.count))) == {1}


def test_rounds_that_are_closed_meanwhile_take_nothing_more_and_nothing_is_lost(
    instance, people, session, codes, forms, wrong
):
    people.gather(instance, forms(codes, 600), THREADS)
    people.go()
    while stored(session) < 50:
        pass
    in_time = {}
    for number in range(1, len(codes) + 1):
        rounds.close_round(session, number, desk.today())
        in_time[number] = stored(session, number)
    assert people.is_busy
    assert people.answers() == [303] * 600
    assert {number: stored(session, number) for number in in_time} == in_time
    assert stored(session, assessments.STANDING_ID) == 600 - sum(in_time.values()) > 0
    assert wrong() == (600, [])


def test_a_round_is_not_closed_in_the_middle_of_storing(app, session, codes):
    def close():
        with app.app_context():
            rounds.close_round(db.session, 1, desk.today())

    with ThreadPoolExecutor(1) as office:
        with direct.writing(db.engine):
            closing = office.submit(close)
            time.sleep(0.3)
            assert not closing.done()
        closing.result()


def test_whoever_recounts_or_exports_meanwhile_sees_one_moment(instance, people, app, session, codes, forms, wrong):
    posts = forms(codes, 600)
    seen = []
    people.gather(instance, posts, THREADS)
    people.go()
    while people.is_busy:
        number, differing = wrong()
        assert differing == []
        seen.append(number)
        there = tallies.by_assessment(session).get(1, 0)
        assert sum(1 for _ in exports.rows(session, Selection(1))) == there
        session.rollback()
    assert people.answers() == [303] * 600
    assert len({number for number in seen if 0 < number < 600}) > 1
    assert wrong() == (600, [])

"""The dashboard: where the collection stands, and what to do next where nothing is there yet."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from models import Organization
from surveys.store import assessments, direct, rounds, tallies
from surveys.store.database import writing
from tests.web.office.conftest import words

TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 3, 10, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def signed_in(visitor, operator):
    visitor.sign_in()
    return visitor


@pytest.fixture
def organization(session):
    with writing(session):
        session.add(home := Organization(code="HQ23", name="Дом забот", match_key="дом забот"))
    return home.id


def open_round(session, title="Оценка 2026 года"):
    return rounds.open_round(session, title=title, questionnaire="675n.1", opens_on=date(2026, 3, 1))


def collect(session, organization_id, round_id, day, channel, number=1):
    with writing(session):
        for _ in range(number):
            tallies.add(direct.within(session), organization_id, round_id, "675n.1", day, channel, [])


def test_without_organizations_it_says_how_to_import_them(signed_in):
    assert "flask import-organizations FILE" in words(signed_in.get("/office/"))


def test_without_a_round_it_says_how_to_open_one(signed_in, organization):
    said = words(signed_in.get("/office/"))
    assert "flask open-assessment --title" in said
    assert "import-organizations" not in said


def test_a_round_without_responses_says_what_they_wait_for(signed_in, session, organization):
    open_round(session)
    said = words(signed_in.get("/office/"))
    assert "Оценка 2026 года" in said
    assert "Анкет пока нет" in said


def test_it_counts_in_total_today_this_week_and_by_channel(signed_in, session, organization):
    round_id = open_round(session)
    collect(session, organization, round_id, TODAY, "link", 3)
    collect(session, organization, round_id, date(2026, 3, 4), "qr", 2)
    collect(session, organization, round_id, date(2026, 3, 3), "paper", 4)
    page = signed_in.get("/office/").text
    said = words(signed_in.get("/office/"))
    assert "<dd>9</dd>" in page
    assert "<dd>3</dd>" in page
    assert "<dd>5</dd>" in page
    assert "на бумаге 4" in said
    assert "по ссылке 3" in said
    assert said.index("на бумаге") < said.index("по ссылке") < said.index("по QR-коду")


def test_the_day_is_the_regions(signed_in, session, organization):
    round_id = open_round(session)
    collect(session, organization, round_id, date(2026, 3, 11), "link", 7)
    with time_machine.travel(datetime(2026, 3, 10, 22, 0, tzinfo=UTC), tick=False):
        page = signed_in.get("/office/")
        signed_in.sign_in()
        page = signed_in.get("/office/").text
    assert page.count("<dd>7</dd>") == 3


def test_what_comes_in_between_rounds_is_shown_apart(signed_in, session, organization):
    round_id = open_round(session)
    collect(session, organization, assessments.STANDING_ID, TODAY, "link", 6)
    said = words(signed_in.get("/office/"))
    assert "всего 6" in said
    assert said.index("Анкет пока нет") < said.index("между оценками")
    rounds.close_round(session, round_id, TODAY)
    assert "Оценка 2026 года" in words(signed_in.get("/office/"))


def test_a_questionnaire_that_is_not_checked_is_pointed_out(signed_in, session, organization, app):
    open_round(session)
    confirmed = app.extensions["questionnaires"].get("675n.1").confirmed
    assert ("текст не сверен" in words(signed_in.get("/office/"))) is not confirmed


def test_titles_are_shown_as_they_are(signed_in, session, organization):
    open_round(session, title="<b>Тур & «другой»</b>")
    assert "<b>Тур" not in signed_in.get("/office/").text

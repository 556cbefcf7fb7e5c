"""The dashboard: where the collection stands, and what to do next where nothing is there yet."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select

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


def test_without_organizations_it_says_how_to_import_them(office):
    page = office.get("/office/")
    assert "Организаций ещё нет" in words(page)
    assert 'href="/office/organizations/import"' in page.text


def test_without_a_round_it_says_how_to_open_one(office, organization):
    page = office.get("/office/")
    assert 'href="/office/rounds/open"' in page.text
    assert 'href="/office/organizations/import"' not in page.text


def test_a_round_without_responses_says_what_they_wait_for(office, session, organization):
    open_round(session)
    said = words(office.get("/office/"))
    assert "Оценка 2026 года" in said
    assert "Анкет пока нет" in said


def test_it_counts_in_total_today_this_week_and_by_channel(office, session, organization):
    round_id = open_round(session)
    collect(session, organization, round_id, TODAY, "link", 3)
    collect(session, organization, round_id, date(2026, 3, 4), "qr", 2)
    collect(session, organization, round_id, date(2026, 3, 3), "paper", 4)
    page = office.get("/office/").text
    said = words(office.get("/office/"))
    assert "<dd>9</dd>" in page
    assert "<dd>3</dd>" in page
    assert "<dd>5</dd>" in page
    assert "на бумаге 4" in said
    assert "по ссылке 3" in said
    assert said.index("на бумаге") < said.index("по ссылке") < said.index("по QR-коду")


def test_the_day_is_the_regions(office, session, organization):
    round_id = open_round(session)
    collect(session, organization, round_id, date(2026, 3, 11), "link", 7)
    with time_machine.travel(datetime(2026, 3, 10, 22, 0, tzinfo=UTC), tick=False):
        page = office.get("/office/")
        office.sign_in()
        page = office.get("/office/").text
    assert page.count("<dd>7</dd>") == 3


def test_what_comes_in_between_rounds_is_shown_apart(office, session, organization):
    round_id = open_round(session)
    collect(session, organization, assessments.STANDING_ID, TODAY, "link", 6)
    said = words(office.get("/office/"))
    assert "всего 6" in said
    assert said.index("Анкет пока нет") < said.index("между оценками")
    rounds.close_round(session, round_id, TODAY)
    assert "Оценка 2026 года" in words(office.get("/office/"))


def test_a_questionnaire_that_is_not_checked_is_pointed_out(office, session, organization, app):
    open_round(session)
    confirmed = app.extensions["questionnaires"].get("675n.1").confirmed
    assert ("не сверен с опубликованным" in words(office.get("/office/"))) is not confirmed


def test_titles_are_shown_as_they_are(office, session, organization):
    open_round(session, title="<b>Тур & «другой»</b>")
    assert "<b>Тур" not in office.get("/office/").text


@pytest.fixture
def three(session):
    """Who has collected all, who is late, and who has told no number of recipients."""
    with writing(session):
        for code, name, recipients in (
            ("DUN2", "Дом всех анкет", 25),
            ("LAT3", "Дом отстающих", 100),
            ("NUM4", "Дом без числа", None),
        ):
            session.add(Organization(code=code, name=name, match_key=name, recipients=recipients))
    return dict(session.execute(select(Organization.code, Organization.id)).all())


def test_it_compares_with_the_required_sample_and_names_who_falls_behind(office, session, three):
    round_id = rounds.open_round(
        session, title="Оценка", questionnaire="675n.1", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 20)
    )
    collect(session, three["DUN2"], round_id, TODAY, "link", 10)
    collect(session, three["LAT3"], round_id, TODAY, "link", 9)
    said = words(office.get("/office/"))
    assert "Собрано анкет из требуемой выборки: 19 из 50" in said
    assert "организаций собрали всю выборку 1 из 3" in said
    assert "до последнего дня 10 дней" in said
    assert "Дом отстающих 9 20 40" in said  # 40 % of 100; half of the days are over
    assert "Дом всех анкет" not in said
    assert "У 1 организации ещё нет ни одной анкеты" in said
    assert "У 1 организации при открытии оценки не было известно число получателей" in said


def test_nobody_falls_behind_with_half_of_what_is_due(office, session, three):
    round_id = rounds.open_round(
        session, title="Оценка", questionnaire="675n.1", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 20)
    )
    collect(session, three["DUN2"], round_id, TODAY, "link", 3)
    collect(session, three["LAT3"], round_id, TODAY, "link", 10)
    assert "Отстают" not in words(office.get("/office/"))


def test_what_needs_a_hand_leads_to_where_it_is(office, session, three):
    open_round(session)
    page = office.get("/office/").text
    for address in re.findall(r'href="(/office/organizations\?[^"]+)"', page):
        assert office.get(address.replace("&amp;", "&")).status_code == 200
    assert "responses=none" in page
    assert "site=none" in page

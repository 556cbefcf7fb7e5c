"""The list of organizations: found, filtered, sorted, turned page by page; and what it costs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event

from surveys.domain.registry import Form, Record
from surveys.extensions import db
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, DAY, HOME, collect, open_round, put

LIST = "/office/organizations"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 3, 10, 9, 0, tzinfo=UTC), tick=False):
        yield


def names(response):
    return re.findall(r'role="rowheader"><a href="[^"]+">([^<]+)<', response.text)


def test_an_empty_registry_leads_to_the_import(office):
    page = office.get(LIST)
    assert "Организаций ещё нет" in words(page)
    assert 'href="/office/organizations/import"' in page.text


def test_it_counts_the_current_round_and_the_last_seven_days(office, session):
    home, _ = put(session, HOME, CENTRE)
    earlier = open_round(session, opens_on=DAY - timedelta(days=90), closes_on=DAY - timedelta(days=30))
    now = open_round(session)
    collect(session, home, earlier, 50, day=DAY - timedelta(days=40))
    collect(session, home, now, 2)
    collect(session, home, now, 3, day=DAY - timedelta(days=6))
    collect(session, home, now, 4, day=DAY - timedelta(days=7))
    assert "стационарная 9 5" in words(office.get(LIST))


def test_without_a_round_it_counts_the_standing_collection(office, session):
    home, _ = put(session, HOME, CENTRE)
    collect(session, home, 0, 8)
    said = words(office.get(LIST))
    assert "Анкет вне оценок" in said
    assert "стационарная 8 8" in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [HOME.name, CENTRE.name]),
        ("q=березка", [CENTRE.name]),
        ("q=елец", [CENTRE.name]),
        ("q=%21%21", []),
        ("form=stationary", [HOME.name]),
        ("form=flying", [HOME.name, CENTRE.name]),
        ("municipality=Елец", [CENTRE.name]),
        ("municipality=Нигде", []),
        ("round=yes", [CENTRE.name]),
        ("round=no", [HOME.name]),
        ("site=none", [HOME.name]),
        ("responses=none", [HOME.name]),
        ("q=дом&form=at_home", []),
        ("sort=name&order=down", [CENTRE.name, HOME.name]),
        ("sort=municipality", [HOME.name, CENTRE.name]),
        ("sort=form", [CENTRE.name, HOME.name]),
        ("sort=responses", [CENTRE.name, HOME.name]),
        ("sort=responses&order=up", [HOME.name, CENTRE.name]),
        ("sort=week", [CENTRE.name, HOME.name]),
        ("sort=password&order=sideways&page=-1", [HOME.name, CENTRE.name]),
        ("page=99999999999999999999", [HOME.name, CENTRE.name]),
        ("q=&page=%D9%A1", [HOME.name, CENTRE.name]),
    ],
)
def test_it_is_searched_filtered_and_sorted(office, session, query, found):
    _, centre = put(session, HOME, CENTRE)
    round_id = open_round(session, codes=[centre])
    collect(session, centre, round_id, 3)
    page = office.get(f"{LIST}?{query}")
    assert sorted(names(page)) == sorted(found)
    if "sort" in query and "password" not in query:
        assert names(page) == found
        assert page.text.count("aria-sort") == 1
    if not found:
        assert "Показать все организации" in words(page)


def test_fifty_stand_on_a_page_and_the_next_one_has_the_rest(office, session):
    put(session, *(Record(f"Дом {number:03}", line=number) for number in range(120)))
    first, last = office.get(LIST), office.get(f"{LIST}?page=3")
    assert (len(names(first)), len(names(last))) == (50, 20)
    assert names(last)[-1] == "Дом 119"
    assert "page=2" in first.text
    assert names(office.get(f"{LIST}?page=44")) == names(last)


def test_five_thousand_organizations_cost_a_few_queries_however_they_are_sorted(office, session):
    records = [Record(f"Дом {n}", municipality=f"Район {n % 40}", form_of_service=(Form.AT_HOME,), line=n)
               for n in range(5000)]  # fmt: skip
    codes = put(session, *records)
    round_id = open_round(session)
    collect(session, codes[77], round_id, 2)
    statements = []
    engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    for sort in ("name", "responses", "week"):
        statements.clear()
        page = office.get(f"{LIST}?sort={sort}")
        assert len(names(page)) == 50
        assert not [one for one in statements if "FROM responses" in one]
        assert len(statements) < 12
    assert names(page)[0] == "Дом 77"


def test_names_are_shown_as_they_are(office, session):
    put(session, Record("<b>Дом</b> & «сад»", municipality='"><script>', line=1))
    page = office.get(LIST)
    assert "<b>Дом" not in page.text
    assert "<script>" not in page.text


def test_the_menu_says_where_one_is_on_the_pages_below_too(office, session):
    (code,) = put(session, HOME)
    for address in (f"{LIST}/{code}", f"{LIST}/import", f"{LIST}/{code}/site"):
        assert re.search(r'href="/office/organizations" aria-current="true"', office.get(address).text)

"""One organization's page: what is known, what comes in, its record changed; and what people wrote, redacted."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from models import AnswerTally, Organization, Response
from surveys.domain.redaction import MARK
from surveys.store import organizations
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, DAY, HOME, collect, open_round, post, put, wrote

LIST = "/office/organizations"
SECRET = "Медсестра Иванова очень внимательна."


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 3, 10, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def code(session):
    return put(session, HOME, CENTRE)[0]


def fields(page):
    """What a browser would send of an organization's form."""
    found = dict(re.findall(r'<input [^>]*name="(\w+)" (?:type="hidden" )?value="([^"]*)"', page.text))
    name = re.search(r'<textarea[^>]* name="name"[^>]*>\n([^<]*)<', page.text)[1]
    forms = re.findall(r'type="checkbox" value="(\w+)" checked', page.text)
    found.pop("csrf_token", None)
    return found | {"name": name, "form_of_service": forms}


def known(session, code):
    session.rollback()
    session.expire_all()
    return organizations.by_code(session, code)


def test_it_shows_what_is_known_and_what_leads_on(office, session, code):
    page = office.get(f"{LIST}/{code}")
    said = words(page)
    assert HOME.name in said
    assert "стационарная" in said
    for path in ("poster.pdf", "poster.pdf?size=a5", "poster.pdf?size=cards", "paper.pdf", "qr.svg", "qr.png"):
        assert f'href="/a/{code}/{path}"' in page.text
        assert office.get(f"/a/{code}/{path}").status_code == 200
    assert "анкет пока нет" in said
    assert office.get(f"{LIST}/{code.lower()}").location == f"{LIST}/{code}"
    assert office.get(f"{LIST}/ZZZZZ").status_code == 404


def test_it_counts_by_day_and_channel_in_the_round_that_is_chosen(office, session, code):
    first = open_round(session, title="Весна", opens_on=DAY - timedelta(60), closes_on=DAY - timedelta(30))
    collect(session, code, first, 4, day=DAY - timedelta(40), channel="paper")
    now = open_round(session, title="Лето")
    collect(session, code, now, 2)
    collect(session, code, now, 1, channel="qr")
    said = words(office.get(f"{LIST}/{code}"))
    assert "Анкеты : Лето" in said or "Анкеты: Лето" in said
    assert "10.03.2026 2 1 3" in said
    said = words(office.get(f"{LIST}/{code}?in={first}"))
    assert "29.01.2026 4 4" in said
    assert "по QR" not in said.partition("29.01.2026")[0].partition("По дням")[2]


def test_a_change_counts_at_once_and_is_noted_by_its_fields(office, session, code, written, client):
    assert HOME.name in client.get(f"/a/{code}").text
    page = office.get(f"{LIST}/{code}/edit")
    sent = fields(page) | {"name": "Дом «Ели»", "inn": "7707083893", "form_of_service": ["at_home", "stationary"]}
    assert post(office, f"{LIST}/{code}/edit", sent).status_code == 303
    organization = known(session, code)
    assert (organization.name, organization.inn, organization.code) == ("Дом «Ели»", "7707083893", code)
    assert [entry.form for entry in organization.forms] == ["stationary", "at_home"]
    assert "Дом «Ели»" in client.get(f"/a/{code}").text
    assert ("anna@example.org", "change organization", f"{code}: name, inn, form_of_service") in written()


def test_a_form_that_was_not_touched_changes_nothing(office, session, code, written):
    organization = known(session, code)
    before = dict(vars(organization))
    assert post(office, f"{LIST}/{code}/edit", fields(office.get(f"{LIST}/{code}/edit"))).status_code == 303
    assert {k: v for k, v in vars(known(session, code)).items() if k[0] != "_" and k != "forms"} == {
        k: v for k, v in before.items() if k[0] != "_" and k != "forms"
    }
    assert not [entry for entry in written() if entry[1] == "change organization"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", " ", "Наименование"),
        ("name", "а" * 601, "600"),
        ("inn", "12", "10 или 12"),
        ("site", "127.0.0.1", "числовой"),
        ("site", "example.ru;evil.ru", "«example.ru;evil.ru»"),
        ("recipients", "много", "целое число"),
    ],
)
def test_a_mistake_stands_at_its_field_in_words_and_nothing_is_lost(office, session, code, field, value, why):
    sent = fields(office.get(f"{LIST}/{code}/edit")) | {"short_name": "Ёлки", field: value}
    page = post(office, f"{LIST}/{code}/edit", sent)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    assert 'value="Ёлки"' in page.text
    assert known(session, code).short_name == "Сосны"
    if field != "name":
        assert why in words(page)


def test_who_came_first_is_not_overwritten(office, session, code):
    sent = fields(office.get(f"{LIST}/{code}/edit"))
    assert post(office, f"{LIST}/{code}/edit", sent | {"short_name": "Первый"}).status_code == 303
    late = post(office, f"{LIST}/{code}/edit", sent | {"short_name": "Второй"})
    assert late.status_code == 409
    assert known(session, code).short_name == "Первый"


def test_two_organizations_cannot_become_one(office, session, code):
    sent = fields(office.get(f"{LIST}/{code}/edit")) | {"name": CENTRE.name.upper(), "municipality": "елец"}
    assert post(office, f"{LIST}/{code}/edit", sent).status_code == 409
    assert office.send(f"{LIST}/new", name=CENTRE.name, municipality="Елец").status_code == 409
    added = office.send(f"{LIST}/new", name=CENTRE.name, municipality="Липецк", site="липецк.рф")
    assert added.status_code == 303
    assert known(session, added.location.rpartition("/")[2]).site == "http://xn--e1afhbv7b.xn--p1ai/"


def hexadecimal(number):
    return f"{number * 7919 % 9973:032x}"


def test_suggestions_are_read_page_by_page_in_the_order_of_their_ids(office, session, code):
    round_id = open_round(session)
    for number in range(45):
        wrote(session, code, round_id, hexadecimal(number), f"Пожелание {number}.")
    wrote(session, code, round_id, "f" * 32, "")
    address, read = f"{LIST}/{code}/suggestions", []
    while address:
        page = office.get(address)
        read.append(re.findall(r'class="text">Пожелание (\d+)', page.text))
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = following[1].replace("&amp;", "&") if following else None
    numbers = [int(number) for part in read for number in part]
    assert numbers == sorted(range(45), key=hexadecimal)
    assert [len(part) for part in read] == [20, 20, 5]
    back = re.search(r'href="([^"]+)" rel="prev"', page.text)[1].replace("&amp;", "&")
    assert re.findall(r'class="text">Пожелание (\d+)', office.get(back).text) == read[1]


def redact_address(page):
    return re.search(r'href="([^"]+/suggestions/[^"]+)"', page.text)[1]


def stored(session, code):
    session.rollback()
    session.expire_all()
    return session.scalars(select(Response.answers)).one()["q16"]


def tallied(session):
    found = session.execute(select(AnswerTally.answer, AnswerTally.count).where(AnswerTally.question == "q16")).all()
    session.rollback()
    return found


def test_personal_data_are_taken_out_and_only_the_deed_is_noted(office, session, code, written, instance):
    round_id = open_round(session)
    wrote(session, code, round_id, "a" * 32, SECRET)
    address = redact_address(office.get(f"{LIST}/{code}/suggestions"))
    before = tallied(session)
    session.rollback()
    done = office.send(address, seen=SECRET, left="Медсестра очень внимательна.")
    assert done.status_code == 303
    assert MARK in words(office.get(done.location))
    assert stored(session, code) == f"Медсестра {MARK} очень внимательна."
    assert tallied(session) == before
    assert ("anna@example.org", "redact text", f"{code}, {round_id}, q16") in written()
    assert not [entry for entry in written() if "Иванова" in json.dumps(entry, ensure_ascii=False)]
    for file in instance.iterdir():
        if file.is_file():
            assert "Иванова".encode() not in file.read_bytes(), file
            assert json.dumps("Иванова").strip('"').encode() not in file.read_bytes(), file


def test_the_whole_of_a_text_of_many_lines_can_be_taken_out(office, session, code):
    wrote(session, code, open_round(session), "b" * 32, "Строка\nИ вторая & <b>")
    address = redact_address(office.get(f"{LIST}/{code}/suggestions"))
    sent = {"seen": "Строка\r\nИ вторая & <b>", "left": "что угодно", "all": "1"}
    assert office.send(address, **sent).status_code == 303
    assert stored(session, code) == MARK


def test_nothing_is_put_into_a_text_and_nothing_stale_is_written(office, session, code):
    wrote(session, code, open_round(session), "c" * 32, SECRET)
    address = redact_address(office.get(f"{LIST}/{code}/suggestions"))
    for sent in ({"left": "Всё очень хорошо."}, {"left": SECRET}, {"left": "очень", "seen": "Другое, очень."}):
        assert office.send(address, **{"seen": SECRET, **sent}).status_code == 422
        assert stored(session, code) == SECRET
    assert office.get(address.replace("q16", "q1")).status_code == 404
    assert office.get(address.replace("c" * 32, "d" * 32)).status_code == 404


def test_texts_of_another_organization_are_out_of_reach(office, session, code):
    round_id = open_round(session)
    wrote(session, code, round_id, "e" * 32, SECRET)
    other = session.scalars(select(Organization.code).where(Organization.name == CENTRE.name)).one()
    assert SECRET not in office.get(f"{LIST}/{other}/suggestions").text
    assert office.get(f"{LIST}/{other}/suggestions/{round_id}/{'e' * 32}/q16").status_code == 404


def test_what_was_set_aside_is_read_and_redacted_too(office, session, code):
    wrote(session, code, open_round(session), "9" * 32, SECRET, status="set_aside")
    page = office.get(f"{LIST}/{code}/suggestions")
    assert "отложена" in words(page)
    assert SECRET in words(page)

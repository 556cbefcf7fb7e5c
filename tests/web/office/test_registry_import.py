"""A list uploaded: looked at before it changes anything, taken whole, in part or not at all."""

import io
import os
import re
import stat
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveys.domain.registry import Record
from surveys.store import organizations
from surveys.web.office import registry_import
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, decide, put, upload

HEAD = "Наименование;Муниципальное образование;Сайт;ИНН\n"
GOOD = f"{HEAD}Дом-интернат «Сосны»;Город Н.;sosny.ru;\nНовый дом;Город Н.;;\n"
BAD = f"{GOOD}Плохой дом;Город Н.;127.0.0.1;12\n"


@pytest.fixture
def office(visitor, operator, session):
    put(session, HOME, CENTRE)
    visitor.sign_in()
    return visitor


def registered(session):
    session.rollback()
    return sorted(name for _, name in organizations.all_codes_and_names(session))


def kept(app):
    return list((Path(app.instance_path) / "uploads").glob("*"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_list_is_shown_before_it_changes_anything_and_then_taken(office, session, app, written, encoding):
    preview, address = upload(office, GOOD.encode(encoding))
    said = words(preview)
    assert "будет добавлено 1 будет изменено 1 останутся как есть 0 строк с ошибками 0" in said
    assert "Новый дом" in said
    assert "http://sosny.ru" in said
    assert registered(session) == sorted([HOME.name, CENTRE.name])
    (path,) = kept(app)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    taken = decide(office, address, take="1")
    assert taken.status_code == 303
    assert "Добавлено: 1. Изменено: 1. Без изменений: 0." in words(office.get(taken.location))
    assert registered(session) == sorted([HOME.name, CENTRE.name, "Новый дом"])
    assert ("anna@example.org", "import organizations", "список.csv: +1 ~1") in written()
    assert kept(app) == []
    assert office.get(address).status_code == 404


def test_bad_lines_are_told_by_number_and_column_and_keep_the_good_ones_out_unless_asked(office, session):
    preview, address = upload(office, BAD.encode())
    said = words(preview)
    assert "Строка 4, столбец «ИНН»" in said
    assert "Строка 4, столбец «Сайт»" in said
    assert "Принять список" not in said
    assert decide(office, address, take="1").status_code == 422
    assert registered(session) == sorted([HOME.name, CENTRE.name])
    taken = decide(office, address, partial="1")
    assert "Добавлено: 1. Изменено: 1. Без изменений: 0." in words(office.get(taken.location))
    assert registered(session) == sorted([HOME.name, CENTRE.name, "Новый дом"])


def test_what_changed_meanwhile_is_looked_at_again(office, session):
    _, address = upload(office, GOOD.encode())
    seen = re.search(r'name="seen" value="([^"]+)"', office.get(address).text)[1]
    put(session, Record("Новый дом", municipality="Город Н.", site="http://novy.ru/", line=1))
    again = office.send(address, seen=seen, take="1")
    assert again.status_code == 409
    assert "реестр изменился" in words(again)
    session.rollback()
    assert organizations.search(session, "Новый дом", 1)[0][0].site == "http://novy.ru/"
    assert decide(office, address, take="1").status_code == 303


def test_a_list_can_be_put_away(office, session, app):
    _, address = upload(office, GOOD.encode())
    assert decide(office, address, drop="1").status_code == 303
    assert kept(app) == []
    assert registered(session) == sorted([HOME.name, CENTRE.name])


def test_a_list_is_nobody_elses_and_is_forgotten_after_a_day(office, visit, account, app):
    _, address = upload(office, GOOD.encode())
    account("boris@example.org")
    other = visit()
    other.sign_in("boris@example.org")
    assert other.get(address).status_code == 404
    (path,) = kept(app)
    os.utime(path, (time.time() - 90_000,) * 2)
    assert office.get(address).status_code == 404
    upload(office, GOOD.encode())
    assert path not in kept(app)
    assert office.get("/office/organizations/import/..%2f..%2fsecret").status_code == 404


def workbook(change=None):
    book = Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(";"))
    if change:
        change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_taken_as_well(office, session):
    _, address = upload(office, workbook(), "реестр.xlsx")
    assert decide(office, address, take="1").status_code == 303
    assert "Новый дом" in registered(session)


def merged(sheet):
    sheet.insert_rows(1)
    sheet["A1"] = "Реестр организаций области"
    sheet.merge_cells("A1:D1")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "пуст"),
        (b"%PDF-1.4 \x00\x01\x02", "не таблица"),
        (b"PK\x03\x04 broken", "поврежд"),
        ("Имя;Год\nа;1\n".encode(), "Наименование"),
        (workbook(merged), "Наименование"),
        (HEAD.encode(), "одна строка"),
    ],
)
def test_what_is_no_list_is_refused_in_words(office, session, app, content, why):
    refused, _ = upload(office, content)
    assert refused.status_code == 422
    assert why in words(refused)
    assert 'id="error-summary"' in refused.text
    assert kept(app) == []


def test_no_file_is_said(office):
    assert office.send("/office/organizations/import").status_code == 422


def test_a_file_past_the_ceiling_is_refused_with_the_ceiling(office, app):
    refused, _ = upload(office, b"x" * (registry_import.LARGEST_BYTES + 1))
    assert refused.status_code == 413
    assert "не больше 20 МБ" in words(refused)


def test_a_hundred_thousand_lines_with_three_wrong_ones(office, session):
    lines = [f"Центр № {n};Район {n % 40};{'' if n % 40_000 else 'http://[::1]/'};" for n in range(1, 100_001)]
    lines[99] = ";Район 1;;"
    began = time.monotonic()
    preview, _ = upload(office, (HEAD + "\n".join(lines)).encode())
    assert time.monotonic() - began < 60
    said = words(preview)
    assert [line in said for line in ("Строка 101", "Строка 40001", "Строка 80001")] == [True] * 3
    assert "99 997" in said.replace("\xa0", " ")
    more, _ = upload(office, (HEAD + "\n".join([*lines, "Ещё;;;"])).encode())
    assert "flask import-organizations" in words(more)
    assert len(registered(session)) == 2

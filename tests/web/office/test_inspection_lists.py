"""Marks of a whole round as a table: downloaded, filled in, and uploaded all or not at all."""

import csv
import io
import re

import pytest
from openpyxl import Workbook

from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.domain.registry import Record
from surveys.store import database, inspections, organizations
from surveys.web.office import inspection_upload
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, open_round, put

LIST = "/office/rounds/1/inspections"
HEAD = "organization_code;item;value;note\n"


@pytest.fixture
def codes(session):
    made = put(session, HOME, CENTRE)
    open_round(session, codes=made)
    return made


@pytest.fixture
def inside(visitor, operator, codes):
    visitor.sign_in()
    return visitor


@pytest.fixture
def marks(session, codes):
    def read():
        session.rollback()
        return [(code, one.item, one.value.value, one.note) for code, one in inspections.findings(session, 1)]

    return read


def upload(visitor, content, name="отметки.csv"):
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(f"{LIST}/upload").text)[1]
    sent = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    answer = visitor.client.post(f"{LIST}/upload", data=sent, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def table(answer):
    assert answer.data.startswith(b"\xef\xbb\xbf")
    answer.close()
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_a_list_is_taken_whole_over_what_was_there(inside, codes, marks, written):
    lines = f"{codes[0]};stand_01;0,5;нет адреса\n{codes[1].lower()};equal_site;н/п;сайта нет\n{codes[1]};site_01;;\n"
    taken = upload(inside, (HEAD + lines).encode("cp1251"))
    assert (taken.status_code, taken.location) == (303, LIST)
    assert "Принято отметок: 2, организаций: 2." in words(inside.get(LIST))
    expected = [(codes[0], "stand_01", "0.5", "нет адреса"), (codes[1], "equal_site", "n/a", "сайта нет")]
    assert marks() == sorted(expected)
    upload(inside, f"{HEAD}{codes[0]};stand_01;1;\n".encode())
    assert (codes[0], "stand_01", "1", "") in marks()
    assert ("anna@example.org", "import inspections", "1, 2, отметки.csv") in written()
    assert "Приняты отметки из файла отметки.csv, оценка 1, отметок: 2." in words(inside.get("/office/journal"))


def test_every_bad_line_is_told_by_number_column_and_reason_and_nothing_is_changed(inside, codes, marks):
    lines = (
        f"Код;Пункт;Отметка;Причина\n{codes[0]};stand_01;1;\n{codes[0]};stand_02;0.7;\n{codes[0]};stand_01;0;\n"
        f"{codes[0]};comfort_rest;0.5;\n{codes[0]};stand_88;1;\nZZZZZ;stand_01;1;\n;stand_01;1;\n"
    )
    page = upload(inside, lines.encode())
    assert page.status_code == 422
    said = words(page)
    assert "6 строк нельзя принять. Ничего не изменено." in said
    for place in (
        *("Строка 3, столбец «Отметка»: «0.7»", "Строка 4, столбец «Пункт»: О том же", "Строка 5, столбец «Отметка»"),
        *("Строка 6, столбец «Пункт»", "Строка 7, столбец «Код»: ", "Строка 8, столбец «Код»: Нет кода"),
    ):
        assert place in said
    assert 'href="#file"' in page.text
    assert marks() == []


def test_an_organization_that_is_not_in_the_round_is_told_so(inside, session, codes, marks):
    (other,) = put(session, Record("Дом «Ели»", line=1))
    page = upload(inside, f"{HEAD}{other};stand_01;1;\n".encode())
    assert f"Строка 2, столбец «organization_code»: Организация {other} не участвует в оценке 1." in words(page)
    assert marks() == []


def test_a_workbook_is_taken_as_well(inside, codes, marks):
    book = Workbook()
    for line in (
        ["organization_code", "item", "value", "note"],
        [codes[0], "stand_01", 0.5, None],
        [codes[0], "stand_02", 1, ""],
    ):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    assert upload(inside, file.getvalue(), "отметки.xlsx").status_code == 303
    assert [one[2] for one in marks()] == ["0.5", "1"]


def test_marks_without_a_reason_are_taken_and_counted(inside, codes):
    upload(inside, f"{HEAD}{codes[0]};stand_01;n/a;\n".encode())
    assert "1 пункт отмечен как неприменимый без причины" in words(inside.get(LIST))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "пуст"),
        (b"%PDF-1.4 \x00\x01", "не таблица"),
        ("Имя;Год\nа;1\n".encode(), "organization_code"),
        (f"{HEAD}".encode(), "одна строка"),
        (f"{HEAD}ABCDE;stand_01;;\n".encode(), "нет ни одной отметки"),
        (b"organization_code;item;value;value\nA;stand_01;1;1\n", "дважды"),
    ],
)
def test_what_is_no_list_is_refused_in_words(inside, content, why):
    page = upload(inside, content)
    assert page.status_code == 422
    assert 'id="error-summary"' in page.text
    assert why in words(page)


def test_no_file_and_one_that_is_too_large_are_refused(inside):
    assert inside.send(f"{LIST}/upload").status_code == 422
    refused = upload(inside, b"x" * (inspection_upload.LARGEST_BYTES + 1))
    assert refused.status_code == 413
    assert "не больше 20 МБ" in words(refused)


def test_more_lines_than_the_office_reads_are_left_to_the_command(inside, codes):
    lines = "\n".join(f"{codes[0]};stand_01;1;" for _ in range(inspection_upload.MOST_LINES + 1))
    assert "flask import-inspections" in words(upload(inside, (HEAD + lines).encode()))


def test_all_marks_are_downloaded_as_the_upload_takes_them(inside, session, codes, marks, written):
    home = organizations.by_code(session, codes[0])
    with database.writing(session):
        found = [Finding("stand_01", Mark.HALF, "=1+1; «да»\nи нет"), Finding("equal_site", Mark.NOT_APPLICABLE)]
        inspections.write(session, 1, [(home.id, one) for one in found], "anna")
    before = marks()
    answer = inside.get(f"{LIST}/marks.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=inspections-1.csv"
    assert answer.headers["Cache-Control"] == "no-store"
    rows = table(answer)
    assert list(rows[0]) == ["organization_code", "item", "value", "note"]
    assert [row["note"] for row in rows] == ["", "'=1+1; «да»\nи нет"]
    assert ("anna@example.org", "export inspections", "1, 2") in written()
    assert "Выгружены отметки оценки 1, строк: 2." in words(inside.get("/office/journal"))
    assert upload(inside, answer.data).status_code == 303
    assert marks() == before


def test_the_table_to_fill_in_has_every_item_by_name(inside, codes, marks):
    upload(inside, f"{HEAD}{codes[0]};stand_02;1;есть\n".encode())
    answer = inside.get(f"{LIST}/form.csv")
    rows = table(answer)
    assert len(rows) == 2 * 59
    by_item = {(row["organization_code"], row["item"]): row for row in rows}
    filled = by_item[codes[0], "stand_02"]
    assert (filled["value"], filled["note"]) == ("1", "есть")
    assert (filled["organization"], filled["text"]) == ("Сосны", "Учредитель (учредители) организации")
    assert by_item[codes[1], "stand_02"]["value"] == ""
    text = answer.data.decode("utf-8-sig").replace(f"{codes[1]};access_lift;;", f"{codes[1]};access_lift;0;")
    assert upload(inside, text.encode()).status_code == 303
    assert (codes[1], "access_lift", "0", "") in marks()
    assert len(marks()) == 2

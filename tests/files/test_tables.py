import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveys.files import rows, tables, workbooks
from surveys.files.rows import NotATable

TEXT = "Наименование;Адрес\r\nЦентр «Сказка»;ул. Мира, 1\r\n"
READ = [("Наименование", "Адрес"), ("Центр «Сказка»", "ул. Мира, 1")]


def read(folder: Path, content: bytes) -> tables.Table:
    path = folder / "list"
    path.write_bytes(content)
    return tables.read(path)


def cells(table: tables.Table) -> list[tuple[str, ...]]:
    return [table.header.cells, *(row.cells for row in table.rows)]


def workbook(*sheet_rows: list[object], **more_sheets: list[list[object]]) -> bytes:
    book = Workbook()
    for row in sheet_rows:
        book.active.append(row)
    for title, others in more_sheets.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_that_spreadsheets_save(tmp_path, encoding):
    assert cells(read(tmp_path, TEXT.encode(encoding))) == READ


@pytest.mark.parametrize("delimiter", ";,\t")
def test_the_separator_is_found_by_the_headings(tmp_path, delimiter):
    text = f'name{delimiter}address\n"Центр ""А""; Б, В"{delimiter}"ул. Мира, 1"\n'
    assert cells(read(tmp_path, text.encode()))[1] == ('Центр "А"; Б, В', "ул. Мира, 1")


def test_lines_are_counted_as_in_the_file_past_empty_ones_and_breaks_within_quotes(tmp_path):
    table = read(tmp_path, b'name;address\n\n;\n"A\nB";1\nC;2\n')
    assert [row.line for row in table.rows] == [4, 6]


def test_the_apostrophe_of_our_own_exports_is_taken_off(tmp_path):
    assert cells(read(tmp_path, b"name\n'=SUM(A1)\n'quoted'\n"))[1:] == [("=SUM(A1)",), ("'quoted'",)]


def test_numbers_of_a_workbook_are_whole_and_known_as_numbers(tmp_path):
    table = read(tmp_path, workbook(["inn", "recipients", "name"], [274062111, 1200.0, "Центр"], [None, None, "Дом"]))
    assert table.rows[0].cells == ("274062111", "1200", "Центр") + ("",) * (len(table.rows[0].cells) - 3)
    assert table.rows[0].numbers == {0, 1}
    assert [row.line for row in table.rows] == [2, 3]


def test_sheets_that_are_not_read_are_mentioned(tmp_path):
    table = read(tmp_path, workbook(["name"], ["Центр"], Второй=[["name"], ["Дом"]]))
    assert [row.cells[0] for row in table.rows] == ["Центр"]
    assert "2" in str(table.notes[0])


def test_a_hidden_sheet_is_passed_over(tmp_path):
    book = Workbook()
    book.active.sheet_state = "hidden"
    for row in (["name"], ["Центр"]):
        book.create_sheet("list").append(row) if row == ["name"] else book["list"].append(row)
    assert read(tmp_path, saved(book)).rows[0].cells[0] == "Центр"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf \r\n\r\n",
        b"name;address\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"name\nA\x00B\n",
        "name\nЦентр\n".encode() + b"\xd0\xff\n",
        "Наименование\nЦентр\n".encode("cp866"),
        b'name;address\n"A;1\nB;2\n',
        b'name;address\n"A"B;1\n',
        b"\xff\xfen\x00a",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04 and no more",
        b'name\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content):
    with pytest.raises(NotATable, match=r"\w+ \w+"):
        read(tmp_path, content)


def test_a_broken_quote_is_found_by_its_line(tmp_path):
    with pytest.raises(NotATable, match="Line 3 "):
        read(tmp_path, b'name;address\nA;1\n"B;2\nC;3\n')


def test_a_zip_that_is_no_workbook_is_refused_in_words(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotATable, match="not an Excel workbook"):
        read(tmp_path, file.getvalue())


def test_a_damaged_workbook_is_refused_in_words(tmp_path):
    content = workbook(["name"], *(["Центр"] for _ in range(100)))
    with pytest.raises(NotATable, match="damaged"):
        read(tmp_path, content[: len(content) // 2])


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED_BYTES", 1_000_000)
    file = io.BytesIO(workbook(["name"], ["Центр"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml.bak", b" " * 2_000_000)
    with pytest.raises(NotATable, match="too large"):
        read(tmp_path, file.getvalue())


def test_a_file_past_the_ceilings_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 3)
    assert len(read(tmp_path, b"name\n1\n2\n3\n").rows) == 3
    with pytest.raises(NotATable, match="too large"):
        read(tmp_path, b"name\n1\n2\n3\n4\n")
    monkeypatch.setattr(rows, "LARGEST_BYTES", 10)
    with pytest.raises(NotATable, match="too large"):
        read(tmp_path, b"name\n1\n2\n3\n")


@pytest.mark.parametrize("path", ["nowhere.csv", ".", "\x00"])
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, path):
    with pytest.raises(NotATable, match=r"no file|cannot be read"):
        tables.read(tmp_path / path)

from pathlib import Path

import pytest

from surveys.domain.registry import Form, Listing, Record
from surveys.files import organizations, tables
from surveys.files.rows import NotATable, Row
from surveys.files.tables import Table

REAL = Path(__file__).parent.parent / "data" / "organizations.csv"


def listed(headings: str, *lines: str, numbers: frozenset[int] = frozenset()) -> Listing:
    rows = [Row(number, tuple(line.split("|")), numbers) for number, line in enumerate(lines, 2)]
    return organizations.read(Table(Row(1, tuple(headings.split("|"))), rows))


def complaints(listing: Listing) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in listing.problems]


def test_the_real_list_is_read_whole_with_its_holes():
    listing = organizations.read(tables.read(REAL))
    assert len(listing.records) == 17
    assert not listing.problems
    assert not listing.warnings
    by_short_name = {record.short_name: record for record in listing.records}
    assert by_short_name["ЦСПСД «Доверие»"].site == "http://xn----dtbcd5aesccbbuf0bzb.xn--p1ai/"
    assert by_short_name["РЦ «Сказка»"].name == "ГКУСО МО «Наро-Фоминский реабилитационный центр „Сказка“»"
    moscow = by_short_name["ТЦСО «Ново-Переделкино»"]
    assert moscow.form_of_service == (Form.SEMI_STATIONARY, Form.AT_HOME)
    assert moscow.address == "Боровское шоссе, д. 32"


def test_headings_are_understood_as_people_write_them_in_any_order():
    listing = listed(
        "ИНН учреждения|Полное наименование организации|Форма обслуживания|Получателей, чел.|Официальный сайт",
        "7707083893|Центр|на дому|1 200|example.ru",
    )
    assert listing.records == [
        Record("Центр", "", "7707083893", (Form.AT_HOME,), "", "http://example.ru/", 1200, "", line=2)
    ]
    assert set(listing.columns) == {"inn", "name", "form_of_service", "recipients", "site"}


def test_an_unknown_column_is_passed_over_with_a_warning_that_names_it():
    listing = listed("name|Телефон", "Центр|123")
    assert len(listing.records) == 1
    assert [(warning.line, warning.column) for warning in listing.warnings] == [(1, "Телефон")]


@pytest.mark.parametrize("headings", ["Реестр организаций||", "inn|address|site", "name|Наименование|inn"])
def test_a_table_without_one_column_of_names_is_refused(headings):
    with pytest.raises(NotATable):
        listed(headings, "Центр|Центр|Центр")


def test_every_mistake_of_a_line_is_reported_by_its_column():
    listing = listed(
        "name|ИНН|form_of_service|recipients|site|municipality",
        "Хороший|||||",
        "«»|12|амбулаторная|много|127.0.0.1|" + "я" * 201,
    )
    assert [record.name for record in listing.records] == ["Хороший"]
    assert complaints(listing) == [
        (3, column) for column in ("name", "ИНН", "form_of_service", "recipients", "site", "municipality")
    ]


def test_a_cell_under_no_heading_is_a_problem_because_cells_have_slipped():
    assert complaints(listed("name|address", "Центр|ул. Мира|1")) == [(2, "")]
    assert complaints(listed("name||address", "Центр|x|")) == [(2, "")]
    assert complaints(listed("name|address", "Центр||", "Дом")) == []


@pytest.mark.parametrize("cell", ["#N/A", "#ССЫЛКА!", "Центр\x07"])
def test_a_cell_that_cannot_be_read_is_a_problem(cell):
    assert complaints(listed("name", cell)) == [(2, "name")]


def test_what_cannot_be_seen_does_not_make_another_organization():
    listing = listed("name", "Соци\u00adальный\u00a0 \u200bдом Йода", "Социальный дом И\u0306ода")
    assert {record.name for record in listing.records} == {"Социальный дом Йода"}


@pytest.mark.parametrize("nothing", ["-", "—", "нет", "Н/Д"])
def test_a_cell_that_says_that_there_is_nothing_is_empty(nothing):
    listing = listed("name|inn|site|form_of_service", f"Центр|{nothing}|{nothing}|{nothing}")
    assert listing.records == [Record("Центр")]


def test_a_doubtful_inn_is_taken_with_a_warning():
    listing = listed("name|inn", "Центр|7707083894")
    assert listing.records[0].inn == "7707083894"
    assert [(warning.line, warning.column) for warning in listing.warnings] == [(2, "inn")]


def test_a_number_in_a_workbook_gets_its_leading_zero_back_with_a_warning():
    listing = listed("inn|name", "274062111|Центр", numbers=frozenset({0}))
    assert listing.records[0].inn == "0274062111"
    assert len(listing.warnings) == 1

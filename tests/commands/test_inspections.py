"""Inspections as a list: all of it is taken or nothing, each bad line is named, and what goes out comes in again."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from models import InspectionMark
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.store import database, inspections
from tests import clock
from tests.region import Home, collected, registered
from tests.respondent import organization

HEADINGS = ("organization_code", "item", "value", "note")


@pytest.fixture
def codes(session):
    """Two organizations of round 1, and one that is in no round; nothing is inspected yet."""
    members = [Home("Дом А", mark=None), Home("Дом Б", mark=None)]
    assert collected(session, members) == 1
    return [*registered(session, members).values(), organization(session, "Чужой")]


@pytest.fixture
def take(runner, tmp_path):
    """Imports a list of lines and says what was said."""

    def run(*lines, headings=HEADINGS, delimiter=";", encoding="utf-8-sig", assessment="1"):
        path = tmp_path / "отметки.csv"
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows([headings, *lines])
        path.write_text(text.getvalue(), encoding=encoding)
        return runner.invoke(args=["import-inspections", str(path), "--assessment", assessment])

    return run


def stored(session):
    session.rollback()
    rows = session.scalars(select(InspectionMark).order_by(InspectionMark.organization_id, InspectionMark.item))
    return [(row.organization_id, row.item, row.value, row.note) for row in rows]


def test_marks_are_taken_with_their_notes(session, take, codes, written):
    first, second, _ = codes
    done = take(
        (first, "stand_01", "1", ""),
        (first, "stand_02", "0.5", "Прошлогодний приказ"),
        (second.lower(), "SITE_18", "n/a", "Сайта нет"),
        (second, "comfort_water", "0", ""),
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert "4" in done.stdout
    assert stored(session) == [
        (1, "stand_01", "1", ""),
        (1, "stand_02", "0.5", "Прошлогодний приказ"),
        (2, "comfort_water", "0", ""),
        (2, "site_18", "n/a", "Сайта нет"),
    ]
    assert written()[-1] == ("flask", "import inspections", "1, 4, отметки.csv")


@pytest.mark.parametrize(
    ("typed", "mark"),
    [("1", "1"), ("1,0", "1"), ("0,5", "0.5"), (".5", "0.5"), ("½", "0.5"), ("0", "0"), ("N/A", "n/a"), ("н/п", "n/a")],
)
def test_a_mark_is_understood_as_people_write_it(session, take, codes, typed, mark):
    assert take((codes[0], "stand_01", typed, "причина")).exit_code == 0
    assert stored(session) == [(1, "stand_01", mark, "причина")]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (("{0}", "stand_01", "0.7", ""), ["0.7", "stand_01"]),
        (("{0}", "stand_01", "да", ""), ["да", "stand_01"]),
        (("{0}", "stand_01", "-1", ""), ["-1", "stand_01"]),
        (("{0}", "comfort_water", "0,5", ""), ["0,5", "comfort_water"]),
        (("{0}", "stand_19", "1", ""), ["stand_19", "317n.1"]),
        (("{0}", "", "1", ""), ["317n.1"]),
        (("{2}", "stand_01", "1", ""), ["{2}"]),
        (("ZZZZZ", "stand_01", "1", ""), ["ZZZZZ"]),
        (("", "stand_01", "1", ""), []),
        (("{0}", "site_01", "1", ""), ["2"]),
        (("{0}", "stand_01", "1", "ы" * 2001), ["2000"]),
    ],
)
def test_a_bad_line_is_named_and_nothing_of_the_list_is_taken(session, take, codes, line, named):
    def told(text):
        return text.format(*codes)

    done = take((codes[0], "site_01", "1", ""), tuple(map(told, line)), (codes[1], "site_02", "1", ""))
    assert done.exit_code == 1
    assert "3" in done.stderr.splitlines()[0]
    assert [one for one in named if told(one) not in done.stderr] == []
    assert stored(session) == []


def test_every_bad_line_is_named_in_the_order_of_lines(take, codes):
    done = take(("ZZZZZ", "stand_01", "1", ""), (codes[0], "stand_01", "7", ""), (codes[2], "stand_01", "1", ""))
    lines = [line for line in done.stderr.splitlines() if line.startswith("Строка")]
    assert [line.split()[1].strip(",:") for line in lines] == ["2", "3", "4"]


def test_not_applicable_without_a_reason_is_taken_with_a_warning(session, take, codes):
    done = take((codes[0], "stand_01", "n/a", ""), (codes[0], "stand_02", "n/a", "Филиалов нет"))
    assert done.exit_code == 0
    assert done.stderr.count("Предупреждение") == 1
    assert "2" in done.stderr
    assert [value for _, _, value, _ in stored(session)] == ["n/a", "n/a"]


def test_a_line_without_a_value_is_not_marked_and_takes_no_mark_away(session, take, codes):
    take((codes[0], "stand_01", "1", ""))
    done = take((codes[0], "Stand_01", "", ""), (codes[0], "stand_02", "", ""), (codes[1], "stand_01", "0", ""))
    assert done.exit_code == 0
    assert stored(session) == [(1, "stand_01", "1", ""), (2, "stand_01", "0", "")]


def test_the_same_list_once_more_changes_nothing(session, take, codes):
    lines = [(codes[0], "stand_01", "1", ""), (codes[0], "stand_02", "n/a", "Нет")]
    take(*lines)
    before = stored(session)
    assert take(*lines).exit_code == 0
    assert stored(session) == before


def test_a_list_is_put_over_what_is_there(session, take, codes):
    take((codes[0], "stand_01", "1", "Было"), (codes[0], "stand_02", "1", ""))
    take((codes[0], "stand_01", "0", "Стало"))
    assert stored(session) == [(1, "stand_01", "0", "Стало"), (1, "stand_02", "1", "")]


def test_a_page_that_an_inspector_named_stays_where_the_list_says_nothing_of_pages(session, take, codes):
    page = "http://bereza.ru/faq"
    with database.writing(session):
        inspections.write(session, 1, [(1, Finding("stand_01", Mark.NO, "", page))], "anna@example.org")
    take((codes[0], "stand_01", "1", ""))
    session.rollback()
    assert session.scalars(select(InspectionMark)).one().page == page
    take((codes[0], "stand_01", "1", "", ""), headings=(*HEADINGS, "page"))
    session.rollback()
    assert session.scalars(select(InspectionMark)).one().page == ""


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1251"), ("\t", "utf-16"), (",", "utf-8")])
def test_headings_may_be_russian_and_the_file_as_an_office_program_saves_it(session, take, codes, delimiter, encoding):
    headings = ("Код организации", "Пункт", "Отметка", "Примечание")
    done = take((codes[0], "stand_01", "0.5", "Неполно"), headings=headings, delimiter=delimiter, encoding=encoding)
    assert done.exit_code == 0, done.output
    assert stored(session) == [(1, "stand_01", "0.5", "Неполно")]


def test_a_workbook_with_numbers_is_taken(session, runner, tmp_path, codes):
    book = openpyxl.Workbook()
    for row in [
        HEADINGS,
        (codes[0], "stand_01", 1, None),
        (codes[0], "stand_02", 0.5, "Неполно"),
        (codes[0], "stand_03", 0),
    ]:
        book.active.append(row)
    path = tmp_path / "отметки.xlsx"
    book.save(path)
    assert runner.invoke(args=["import-inspections", str(path), "--assessment", "1"]).exit_code == 0
    assert [(item, value) for _, item, value, _ in stored(session)] == [
        ("stand_01", "1"),
        ("stand_02", "0.5"),
        ("stand_03", "0"),
    ]


def test_that_only_the_first_sheet_was_read_is_said(session, runner, tmp_path, codes):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Дом Б")):
        sheet.append(HEADINGS)
        sheet.append((codes[0], "stand_01", 1))
    path = tmp_path / "отметки.xlsx"
    book.save(path)
    done = runner.invoke(args=["import-inspections", str(path), "--assessment", "1"])
    assert done.exit_code == 0
    assert "2" in done.stderr
    assert len(stored(session)) == 1


def test_a_workbook_with_a_mark_that_is_none_names_its_line(session, runner, tmp_path, codes):
    book = openpyxl.Workbook()
    for row in [HEADINGS, (codes[0], "stand_01", 1), (None,), (codes[0], "stand_02", 0.7)]:
        book.active.append(row)
    path = tmp_path / "отметки.xlsx"
    book.save(path)
    done = runner.invoke(args=["import-inspections", str(path), "--assessment", "1"])
    assert done.exit_code == 1
    assert "0.7" in done.stderr
    assert "Строка 4" in done.stderr
    assert stored(session) == []


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        (("organization_code", "item", "note"), "value"),
        ((*HEADINGS, "item"), "item"),
        (("a", "b", "c"), "organization_code"),
    ],
)
def test_a_list_without_a_column_or_with_one_twice_is_refused(take, codes, headings, named):
    done = take((codes[0], "stand_01", "1"), headings=headings)
    assert done.exit_code == 1
    assert f"«{named}»" in done.stderr


@pytest.mark.parametrize("assessment", ["7", "0", "первая"])
def test_there_has_to_be_such_a_round(take, codes, assessment):
    done = take((codes[0], "stand_01", "1", ""), assessment=assessment)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert done.stderr.strip()


def test_a_file_that_is_none_is_said(runner, tmp_path, codes):
    done = runner.invoke(args=["import-inspections", str(tmp_path / "нет.csv"), "--assessment", "1"])
    assert (done.exit_code, "нет.csv" in done.stderr) == (1, True)


# Out


def exported(runner, tmp_path, *options):
    path = tmp_path / "out.csv"
    done = runner.invoke(args=["export", "inspections", "--assessment", "1", "--output", str(path), *options])
    assert done.exit_code == 0, done.output
    return path


def test_what_goes_out_has_the_contracts_columns_and_comes_in_again(session, runner, take, tmp_path, codes):
    first, second, _ = codes
    formula = "=HYPERLINK(1)"
    take(
        (second, "remote_faq", "0", "не отвечает; «завтра»\nпосле обеда"),
        (first, "stand_01", "0.5", formula),
        (first, "equal_site", "n/a", "Сайта нет"),
    )
    before = stored(session)
    path = exported(runner, tmp_path)
    content = path.read_bytes()
    assert content.startswith("\ufefforganization_code;item;value;note\r\n".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {(code, item): value for code, item, value, _ in rows[1:]} == {
        (first, "stand_01"): "0.5",
        (first, "equal_site"): "n/a",
        (second, "remote_faq"): "0",
    }
    assert f"'{formula}" in content.decode()
    with database.writing(session):
        session.query(InspectionMark).delete()
    assert runner.invoke(args=["import-inspections", str(path), "--assessment", "1"]).exit_code == 0
    assert stored(session) == before


def test_a_form_to_fill_in_has_every_item_of_every_organization(session, runner, take, tmp_path, codes):
    take((codes[0], "stand_02", "1", "Есть"))
    before = stored(session)
    path = exported(runner, tmp_path, "--all")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(rows) == 2 * 59
    assert [row["value"] for row in rows if row["value"]] == ["1"]
    assert {row["organization_code"] for row in rows} == set(codes[:2])
    assert runner.invoke(args=["import-inspections", str(path), "--assessment", "1"]).exit_code == 0
    assert stored(session) == before


def test_a_place_that_cannot_be_written_is_said(runner, tmp_path, codes):
    path = tmp_path / "no" / "out.csv"
    done = runner.invoke(args=["export", "inspections", "--assessment", "1", "--output", str(path)])
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "out.csv" in done.stderr


def test_a_round_of_today_can_be_inspected_while_it_runs(session, runner, tmp_path):
    code = organization(session, "Новый")
    runner.invoke(args=["open-assessment", "--title", "А", "--opens", clock.today().isoformat()])
    path = tmp_path / "list.csv"
    path.write_text(f"organization_code;item;value\n{code};stand_01;1\n", encoding="utf-8")
    assert runner.invoke(args=["import-inspections", str(path), "--assessment", "1"]).exit_code == 0
    assert stored(session) == [(1, "stand_01", "1", "")]

"""The same responses in each format: everything that was stored, nothing else, and how many there are."""

import csv
import io
import json
import resource
import signal
import stat
from datetime import date

import openpyxl
import pyreadstat
import pytest

from surveys.extensions import db
from surveys.files import response_workbook
from surveys.files.response_table import COLUMNS, ResponseRow
from surveys.store import database, journal, organizations
from surveys.store.assessments import STANDING_ID
from surveys.store.responses import NewResponse, store
from tests.respondent import CONTENT, Form, a_round, organization

SAID = 'Первое; "второе"\n=и третье'
ANSWERS = [
    CONTENT | {"q16": SAID, "q17": "female", "q18": "80"},
    {"q1": "no", "q16": "ы" * 4000},
    {"q16": "+7 900 000-00-00", "q18": "7"},
    {},
]


@pytest.fixture
def house(session):
    """Two organizations, a round, four responses of the first and one of the second."""
    codes = [
        organization(session, "=Дом «Сосны»"),
        organization(session, "Центр «Ель»", municipality="Район М.", form_of_service=(Form.AT_HOME, Form.STATIONARY)),
    ]
    a_round(session, date(2026, 3, 1))
    for number, answers in enumerate(ANSWERS):
        put(1, number, answers)
    put(2, 9, CONTENT, day=date(2026, 3, 20), channel="qr")
    return codes


def put(organization_id, number, answers, day=date(2026, 3, 10), channel="link", assessment=1):
    with database.session_of(db.engine):
        new = NewResponse(organization_id, f"{number:032x}", assessment, channel, day, "675n.1", answers)
        assert store(db.engine, new, []).value == "stored"


@pytest.fixture
def exported(runner, tmp_path):
    def run(file_format, *more):
        target = tmp_path / f"out.{file_format}"
        named = ["--assessment", "1", "--format", file_format, "--output", str(target)]
        done = runner.invoke(args=["export", "responses", *named, *more])
        assert done.exit_code == 0, done.output
        return target, done.output

    return run


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_xlsx_holds_everything_as_texts_numbers_and_days(exported, house):
    path, said = exported("xlsx")
    assert "анкет: 5." in said
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Анкеты", "Вопросы", "Сведения"]
    sheet = book["Анкеты"]
    header, *lines = sheet.iter_rows()
    names = [cell.value for cell in header]
    assert names == [*COLUMNS, *(f"q{n}" for n in range(1, 19))]
    got = [dict(zip(names, (cell.value for cell in line), strict=True)) for line in lines]
    assert [one["response_id"] for one in got] == [f"{n:032x}" for n in (0, 1, 2, 3, 9)]
    for one, stored in zip(got, ANSWERS, strict=False):
        answers = {name: str(value) for name, value in one.items() if name.startswith("q1") or name[1:].isdigit()}
        assert {name: value for name, value in answers.items() if value != "None"} == stored
    assert got[0]["q18"] == 80
    assert got[0]["day"].date() == date(2026, 3, 10)
    assert got[0]["organization"] == "=Дом «Сосны»"
    assert got[4]["form_of_service"] == "на дому, стационарная"
    kinds = {cell.data_type for line in lines for cell in line}
    assert "f" not in kinds
    assert sheet["D2"].quotePrefix
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AB6"


def test_xlsx_says_what_was_asked_and_what_it_is(exported, house):
    book = openpyxl.load_workbook(exported("xlsx", "--since", "2026-03-05", "--channel", "qr")[0])
    asked = {line[0].value: line for line in book["Вопросы"].iter_rows(min_row=2)}
    assert asked["q1"][1].value.startswith("При посещении организации")
    assert "yes – Да" in asked["q1"][2].value
    assert "female – Женский" in asked["q17"][2].value
    told = {line[0].value: line[1].value for line in book["Сведения"].iter_rows()}
    assert "онфиденциально" in told["Что это"]
    assert told["Анкет в файле"] == "1"
    assert told["Оценка"] == "Оценка (1)"
    assert "QR" in told["Способ"]
    assert told["С какого дня"] == "05.03.2026"


def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path):
    row = ResponseRow("a", 1, "ABCDE", "Дом", "на дому", "", "link", date(2026, 3, 1), "675n.1", "accepted", {})
    with (tmp_path / "a.xlsx").open("wb") as file:
        number = response_workbook.write_xlsx(file, [], iter([row] * 5), [], "Всего", tmp_path, most_rows=2)
    assert number == 5
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Анкеты", "Анкеты 2", "Анкеты 3", "Вопросы", "Сведения"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [3, 3, 2]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_json_lines_end_with_how_many_there_are(exported, house):
    *lines, end = [json.loads(line) for line in exported("jsonl")[0].read_text().splitlines()]
    assert end == {"end": True, "responses": 5}
    assert [line["answers"] for line in lines] == [*ANSWERS, CONTENT]
    assert lines[0]["organization"] == "=Дом «Сосны»"
    assert lines[0]["day"] == "2026-03-10"
    assert set(lines[0]) == {*COLUMNS, "answers"}


def test_sav_has_labels_and_every_answer(exported, house):
    data, meta = pyreadstat.read_sav(str(exported("sav")[0]), output_format="dict")
    assert meta.number_rows == 5
    assert meta.column_names == [*COLUMNS, *(f"q{n}" for n in range(1, 19))]
    assert data["q1"] == [1, 0, None, None, 1]
    assert data["q16"] == [SAID, "ы" * 4000, "+7 900 000-00-00", "", ""]
    assert data["q17"] == [2, None, None, None, None]
    assert data["q18"] == [80, None, 7, None, None]
    assert data["day"][4] == date(2026, 3, 20)
    assert data["organization"][0] == "=Дом «Сосны»"
    assert meta.variable_value_labels["q1"] == {0: "Нет", 1: "Да"}
    assert meta.column_names_to_labels["q17"] == "Ваш пол"
    assert meta.variable_measure["q18"] == "scale"
    assert "онфиденциально" in " ".join(meta.notes)


def test_an_answer_that_the_definition_does_not_offer_is_not_lost(exported, house):
    put(1, 100, {"q17": "other", "q1": "perhaps", "q18": "много"})
    data, meta = pyreadstat.read_sav(str(exported("sav")[0]), output_format="dict")
    assert meta.variable_value_labels["q17"][data["q17"][4]] == "other"
    assert meta.variable_value_labels["q1"][data["q1"][4]] == "perhaps"
    assert data["q18"] == ["80", "", "7", "", "много", ""]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--organizations", "{1}"], 1),
        (["--organizations", " {0} , {1} "], 5),
        (["--municipality", "Район М."], 1),
        (["--municipality", "Нет такого"], 0),
        (["--form", "at_home"], 1),
        (["--form", "stationary"], 5),
        (["--form", "semi_stationary"], 0),
        (["--since", "2026-03-10"], 5),
        (["--since", "2026-03-11"], 1),
        (["--until", "2026-03-19"], 4),
        (["--until", "2026-03-20", "--since", "2026-03-20"], 1),
        (["--channel", "qr"], 1),
        (["--channel", "link", "--organizations", "{1}"], 0),
    ],
)
def test_filters_take_what_they_say(exported, house, options, expected):
    path, said = exported("csv", *(option.format(*house) for option in options))
    assert len(rows_of(path)) == expected
    assert f"анкет: {expected}." in said


def test_a_code_that_nobody_has_stops_the_export(runner, house, tmp_path):
    target = tmp_path / "out.csv"
    named = ["--assessment", "1", "--organizations", f"{house[0]},ZZZZZ", "--output", str(target)]
    refused = runner.invoke(args=["export", "responses", *named])
    assert refused.exit_code == 1
    assert "ZZZZZ" in refused.stderr
    assert not target.exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "jsonl", "sav"])
def test_an_export_of_nothing_is_a_whole_file(exported, session, file_format):
    organization(session)
    a_round(session, date(2026, 3, 1))
    path, said = exported(file_format)
    assert "анкет: 0." in said
    if file_format == "jsonl":
        assert path.read_text() == '{"end": true, "responses": 0}\n'
    if file_format == "sav":
        assert pyreadstat.read_sav(str(path), output_format="dict")[1].number_rows == 0
    if file_format == "xlsx":
        assert openpyxl.load_workbook(path)["Анкеты"].max_row == 1


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "jsonl", "sav"])
def test_the_file_is_for_its_owner_and_nothing_stays_beside_it(exported, house, file_format):
    path, _ = exported(file_format)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir() if one.is_file()] == [path.name]


def test_the_journal_says_what_was_taken(exported, house, session):
    exported("csv", "--organizations", house[0], "--since", "2026-03-02")
    entry = journal.latest(session, limit=1)[0]
    assert (entry.actor, entry.action) == ("flask", "export responses")
    for part in ("assessment 1", "csv", "4 rows", house[0], "2026-03-02"):
        assert part in entry.subject


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "jsonl", "sav"])
def test_a_disk_that_is_full_is_said_and_leaves_nothing(runner, house, tmp_path, file_format):
    """A limit on the size of files is met as a full disk would be: the system refuses the write half-way."""
    for number in range(200, 320):
        put(1, number, {"q16": "".join(chr(0x430 + (number * n) % 32) for n in range(3000))})
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))  # an index of SQLite's fits
    target = tmp_path / f"out.{file_format}"
    try:
        named = ["--assessment", "1", "--format", file_format, "--output", str(target)]
        refused = runner.invoke(args=["export", "responses", *named])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, before)
    assert refused.exit_code == 1
    assert target.name in refused.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "instance"] == []


def test_the_standing_collection_can_be_taken_out(runner, session, tmp_path):
    organization(session)
    put(1, 1, CONTENT, assessment=STANDING_ID)
    target = tmp_path / "out.csv"
    done = runner.invoke(args=["export", "responses", "--assessment", "0", "--output", str(target)])
    assert done.exit_code == 0, done.output
    assert len(rows_of(target)) == 1
    assert organizations.count(session) == 1

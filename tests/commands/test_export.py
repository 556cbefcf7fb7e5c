"""Responses as a table that opens right in Excel with a Russian locale."""

import csv
import io

import pytest

from surveys.extensions import db
from surveys.store import database, direct, tallies
from surveys.store.responses import NewResponse, store
from tests import clock
from tests.respondent import CONTENT, a_round, open_sheet, organization, send

CONTRACT = [
    *("response_id", "assessment", "organization_code", "organization", "form_of_service", "municipality"),
    *("channel", "day", "questionnaire", "status"),
    *(f"q{number}" for number in range(1, 19)),
]


@pytest.fixture
def code(session):
    made = organization(session, "=ДОМ «Сосны»; лучший, «самый»")
    a_round(session, clock.today())
    return made


def exported(runner, tmp_path, assessment="1"):
    target = tmp_path / "responses.csv"
    done = runner.invoke(args=["export", "responses", "--assessment", assessment, "--output", str(target)])
    assert done.exit_code == 0, done.output
    return target.read_bytes(), done.output


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_table_has_the_contracts_columns_bom_and_semicolons(client, runner, tmp_path, code):
    send(client, open_sheet(client, code, "?s=qr"), CONTENT | {"q7": "no", "q17": "female", "q18": "80"})
    content, _ = exported(runner, tmp_path)
    assert content.startswith(b"\xef\xbb\xbfresponse_id;")
    assert content.decode("utf-8-sig").splitlines()[0].split(";") == CONTRACT
    (row,) = table(content)
    assert row["assessment"] == "1"
    assert (row["organization_code"], row["form_of_service"], row["municipality"]) == (code, "стационарная", "Город Н.")
    assert (row["channel"], row["day"], row["questionnaire"]) == ("qr", clock.today().isoformat(), "675n.1")
    assert (row["status"], row["q1"], row["q7"], row["q8"]) == ("accepted", "yes", "no", "")
    assert (row["q16"], row["q17"], row["q18"]) == ("", "female", "80")
    assert len(row["response_id"]) == 32


@pytest.mark.parametrize("cell", ["=1+1", "+7 900", "-да", "@SUM(A1)", "\t=1", "＝1"])
def test_cells_that_begin_like_a_formula_are_guarded(session, runner, tmp_path, code, cell):
    new = NewResponse(1, "0" * 32, 1, "link", clock.today(), "675n.1", {"q16": cell})
    store(db.engine, new, [])
    (row,) = table(exported(runner, tmp_path)[0])
    assert row["q16"] == f"'{cell}"
    assert row["organization"].startswith("'=")


def test_lines_quotes_and_semicolons_in_a_suggestion_stay_in_their_cell(client, runner, tmp_path, code):
    said = 'Первое; "второе"\nи третье'
    send(client, open_sheet(client, code), CONTENT | {"q16": said})
    assert [row["q16"] for row in table(exported(runner, tmp_path)[0])] == [said]


def test_how_many_rows_is_said_and_a_round_has_only_its_own(session, client, runner, tmp_path, code):
    for _ in range(3):
        send(client, open_sheet(client, code))
    runner.invoke(args=["close-assessment", "1"])
    send(client, open_sheet(client, code))
    content, said = exported(runner, tmp_path)
    assert len(table(content)) == 3
    assert "3" in said
    assert len(table(exported(runner, tmp_path, assessment="0")[0])) == 1


def test_an_export_of_nothing_has_its_header_and_says_so(runner, tmp_path, code):
    content, said = exported(runner, tmp_path)
    assert content.decode("utf-8-sig").strip().split(";") == CONTRACT
    assert "0" in said


def test_a_broken_off_export_leaves_what_was_there(session, client, runner, tmp_path, code, app):
    send(client, open_sheet(client, code))
    target = tmp_path / "responses.csv"
    target.write_text("прежнее")
    app.extensions["questionnaires"]._by_key.clear()
    refused = runner.invoke(args=["export", "responses", "--assessment", "1", "--output", str(target)])
    assert refused.exit_code == 1
    assert target.read_text() == "прежнее"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["responses.csv"]


@pytest.mark.parametrize("arguments", [["--assessment", "9"], ["--assessment", "x"], ["--assessment", "1"]])
def test_what_cannot_be_exported_is_said_in_words(runner, tmp_path, code, arguments):
    target = tmp_path / "no" / "such" / "folder.csv"
    refused = runner.invoke(args=["export", "responses", *arguments, "--output", str(target)])
    assert refused.exit_code == 1
    assert refused.stderr.strip()
    assert "Traceback" not in refused.output


def test_fifty_thousand_responses_are_all_there(session, runner, tmp_path, code):
    from sqlalchemy import insert

    from models import Response

    with database.writing(session):
        rows = [
            {
                "organization_id": 1,
                "id": f"{n:032x}",
                "assessment_id": 1,
                "channel": "link",
                "day": clock.today(),
                "questionnaire": "675n.1",
                "answers": CONTENT,
            }
            for n in range(50_000)
        ]
        session.execute(insert(Response), rows)
        tallies.add(direct.within(session), 1, 1, "675n.1", clock.today(), "link", [])
    content, said = exported(runner, tmp_path)
    assert content.count(b"\r\n") == 50_001
    assert "50000" in said.replace("\xa0", "").replace(" ", "")

"""The results of a round on the command line: written out, approved, checked, kept by a copy."""

import csv
import io
import sqlite3
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import delete, select, update

from models import AnswerTally, Assessment, Decision, InspectionMark, Organization, Response, Result
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.domain.registry import Form
from surveys.store import database, inspections, suggestions
from tests import clock
from tests.conftest import run_flask
from tests.region import CHECKLIST, Home, collected, registered
from tests.respondent import CONTENT, a_round, open_sheet, organization, send

CONTRACT = [
    *("organization_code", "organization", "form_of_service", "municipality", "responses", "required"),
    *(f"p{criterion}_{number}" for criterion in range(1, 6) for number in range(1, 4)),
    *("k1", "k2", "k3", "k4", "k5", "s", "place", "place_in_form", "band"),
]

MINUTES = b"%PDF minutes"
SUGGESTION = "Спасибо Марии Ивановне"
MEMBERS = [
    Home("=Дом «А»; лучший", responses=3, answers={"q15": (2, 1)}, recipients=50, municipality="Елец"),
    Home("Дом Б", answers={"q7": (0, 20), "q15": (10, 10)}, forms=(Form.STATIONARY, Form.AT_HOME)),
    Home("Дом В", responses=0),
]


@pytest.fixture
def codes(session):
    assert collected(session, MEMBERS) == 1
    return list(registered(session, MEMBERS).values())


@pytest.fixture
def export(runner, tmp_path):
    def run(*options, assessment="1"):
        path = tmp_path / "indicators.csv"
        done = runner.invoke(args=["export", "indicators", "--assessment", assessment, "--output", str(path), *options])
        assert done.exit_code == 0, done.output
        return path.read_bytes(), done.output

    return run


@pytest.fixture
def approve(runner, tmp_path):
    def run(*options, number="7", day="2025-04-01", assessment="1"):
        minutes = tmp_path / "протокол.pdf"
        minutes.write_bytes(MINUTES)
        named = ["--number", number, "--date", day, "--minutes", str(minutes)]
        return runner.invoke(args=["approve-assessment", assessment, *named, *options])

    return run


def rows(content):
    return {
        row["organization_code"]: row
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    }


def decided(session):
    session.rollback()
    return session.scalars(select(Decision).order_by(Decision.id)).all()


# Indicators


def test_the_table_has_the_contracts_columns_bom_and_semicolons(export, codes):
    content, _ = export()
    assert content.startswith(b"\xef\xbb\xbforganization_code;")
    assert content.decode("utf-8-sig").splitlines()[0].split(";") == CONTRACT
    assert len(rows(content)) == 3


def test_figures_are_at_full_precision_and_those_that_are_none_are_empty(export, codes):
    """A: 5.3 = 200/3, К5 = 50 + 100/3 = 250/3, S = (400 + 250/3) / 5 = 290/3. Б: К3 = (30 + 40) / 0.7 = 100."""
    first, second, third = codes
    table = rows(export()[0])
    a, b, c = table[first], table[second], table[third]
    assert a["p5_3"] == "66.66666666666666666667"
    assert (a["k5"], a["s"]) == ("83.33333333333333333333", "96.66666666666666666667")
    assert (b["p3_3"], b["k3"], b["p5_3"], b["k5"], b["s"]) == ("", "100", "50", "75", "95")
    assert (c["responses"], c["p1_1"], c["p1_3"], c["p5_3"], c["k1"], c["k4"]) == ("0", "100", "", "", "100", "")
    assert (c["s"], c["place"], c["place_in_form"], c["band"]) == ("", "", "", "")
    assert all(Fraction(value) <= 100 for value in a.values() if value.replace(".", "").isdigit())


def test_an_organization_is_described_as_the_registry_does(export, codes):
    first, second, _ = codes
    table = rows(export()[0])
    assert table[first]["organization"] == "'=Дом «А»; лучший"
    assert (table[first]["municipality"], table[first]["required"], table[first]["responses"]) == ("Елец", "20", "3")
    assert (table[second]["form_of_service"], table[second]["required"]) == ("стационарная, на дому", "")
    assert (table[first]["place"], table[first]["place_in_form"], table[first]["band"]) == ("1", "1", "отлично")
    assert (table[second]["place"], table[second]["place_in_form"]) == ("2", "2, 1")


def test_it_is_said_that_figures_are_preliminary_until_they_are_approved(export, approve, codes):
    assert "предварительные" in export()[1]
    assert approve().exit_code == 0
    assert "предварительные" not in export()[1]
    assert "предварительные" in export("--now")[1]


def test_an_open_round_can_be_written_out(session, export):
    made = collected(session, MEMBERS)
    with database.writing(session):
        session.execute(update(Assessment).where(Assessment.id == made).values(closes_on=clock.today()))
    content, said = export()
    assert "предварительные" in said
    assert len(rows(content)) == 3


def test_of_an_approved_round_the_approved_figures_are_written_and_now_counts_anew(session, export, approve, codes):
    approve()
    approved, _ = export()
    with database.writing(session):
        session.execute(update(AnswerTally).where(AnswerTally.question == "q15").values(count=1))
    assert export()[0] == approved
    anew = rows(export("--now")[0])
    assert anew[codes[0]]["p5_3"] == "50"
    assert rows(approved)[codes[0]]["p5_3"] != "50"


def test_another_sectors_figures_stand_in_the_same_columns(session, export):
    collected(session, MEMBERS[:2], methodology="599-culture.1")
    content, _ = export()
    table = [*rows(content).values()]
    assert content.decode("utf-8-sig").splitlines()[0].split(";") == CONTRACT
    assert {row["p2_2"] for row in table} == {""}
    assert {row["k2"] for row in table} == {"100"}


@pytest.mark.parametrize("assessment", ["7", "0", "вторая"])
def test_there_has_to_be_such_a_round(runner, tmp_path, codes, assessment):
    path = tmp_path / "indicators.csv"
    done = runner.invoke(args=["export", "indicators", "--assessment", assessment, "--output", str(path)])
    assert (done.exit_code, path.exists()) == (1, False)
    assert done.stderr.strip()
    assert "Traceback" not in done.output


def test_a_place_that_cannot_be_written_is_said(runner, tmp_path, codes):
    path = tmp_path / "no" / "out.csv"
    done = runner.invoke(args=["export", "indicators", "--assessment", "1", "--output", str(path)])
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "out.csv" in done.stderr


# Approval


def test_a_decision_is_taken_with_its_number_day_and_minutes(session, approve, codes, written):
    done = approve()
    assert done.exit_code == 0, done.output
    (decision,) = decided(session)
    assert (decision.number, decision.decided_on, decision.minutes_name) == ("7", date(2025, 4, 1), "протокол.pdf")
    assert (decision.minutes, decision.approved_by) == (MINUTES, "flask")
    assert decision.digest in done.stdout
    assert written()[-1] == ("flask", "approve results", "1, 1, 7")


def test_what_stands_in_the_way_is_said_and_nothing_is_approved(session, approve):
    members = [*MEMBERS[:2], Home("Дом Г", marks={"access_ramp": None})]
    collected(session, members)
    code = registered(session, members)["Дом Г"]
    done = approve()
    assert done.exit_code == 1
    assert f"{code}: access_ramp" in done.stderr
    assert decided(session) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"number": " "}, "номер"),
        ({"day": "2025-03-01"}, "раньше"),
        ({"day": (clock.today() + timedelta(days=2)).isoformat()}, ""),
        ({"day": "1 апреля"}, "1 апреля"),
        ({"assessment": "9"}, "9"),
        ({"assessment": "0"}, ""),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_words(session, approve, codes, told, said):
    done = approve(**told)
    assert done.exit_code != 0
    assert done.stderr.strip()
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert decided(session) == []


def test_minutes_that_are_not_there_are_asked_for(session, runner, tmp_path, codes):
    for minutes in ([], ["--minutes", str(tmp_path / "нет.pdf")]):
        done = runner.invoke(args=["approve-assessment", "1", "--number", "7", "--date", "2025-04-01", *minutes])
        assert done.exit_code != 0
    assert decided(session) == []


def test_an_open_round_is_not_approved(session, approve, codes):
    with database.writing(session):
        session.execute(update(Assessment).where(Assessment.id == 1).values(closes_on=clock.today()))
    done = approve(day=clock.today().isoformat())
    assert done.exit_code == 1
    assert decided(session) == []


def test_a_correction_says_why(session, approve, codes):
    approve()
    refused = approve(number="8")
    assert refused.exit_code == 1
    assert len(decided(session)) == 1
    assert approve("--reason", "Исправлена опечатка", number="8").exit_code == 0
    assert [(one.version, one.reason) for one in decided(session)] == [(1, ""), (2, "Исправлена опечатка")]


# Verify, copies


@pytest.fixture
def answered(session, client, runner, approve):
    """An approved round of one organization whose tallies fit its responses; its code."""
    code = organization(session, "Дом «Сосны»", recipients=10)
    a_round(session, clock.today())
    for number in range(6):
        send(
            client,
            open_sheet(client, code),
            CONTENT | {"q15": "yes" if number else "no", "q16": "" if number else SUGGESTION},
        )
    runner.invoke(args=["close-assessment", "1"])
    marks = [(1, Finding(item, Mark.YES)) for item in CHECKLIST.by_id]
    with database.writing(session):
        inspections.write(session, 1, marks, "anna@example.org")
    assert approve(day=clock.today().isoformat()).exit_code == 0
    return code


def verified(runner):
    return runner.invoke(args=["verify"])


def test_what_was_approved_is_counted_anew_and_found_right(runner, answered):
    done = verified(runner)
    assert done.exit_code == 0, done.output
    assert "6" in done.stdout
    assert "решение 1" in done.stdout


DAMAGES = {
    "a figure": (update(Result).values(figures={"s": "100"}), "{code}"),
    "a place": (update(Result).values(place=2), "{code}"),
    "the digest": (update(Decision).values(digest="0" * 64), "решение 1"),
    "a row that is gone": (delete(Result), "решение 1"),
    "a row that cannot be read": (update(Result).values(inputs=[]), "решение 1"),
    "definitions that cannot be read": (update(Decision).values(definitions={"methodology": 1}), "решение 1"),
}


@pytest.mark.parametrize(("damage", "named"), DAMAGES.values(), ids=DAMAGES)
def test_approved_figures_that_were_tampered_with_are_told_and_the_exit_status_says_so(
    session, runner, answered, damage, named
):
    with database.writing(session):
        session.execute(damage)
    done = verified(runner)
    assert done.exit_code == 1
    assert named.format(code=answered) in done.stderr
    assert "Traceback" not in done.output


def test_an_organization_whose_marks_have_moved_since_is_named_and_all_is_right(session, runner, answered):
    with database.writing(session):
        session.execute(update(InspectionMark).where(InspectionMark.item == "stand_01").values(value="0"))
    done = verified(runner)
    assert done.exit_code == 0, done.output
    assert answered in done.stdout


def test_a_redaction_a_note_and_another_name_break_nothing(session, runner, answered):
    wrote = session.scalars(select(Response).where(Response.answers["q16"].as_string() == SUGGESTION)).one()
    which = (1, wrote.assessment_id, wrote.id)
    redacted = suggestions.redact(session, which, "q16", SUGGESTION, "Спасибо", "anna@example.org")
    assert redacted is None
    with database.writing(session):
        session.execute(update(InspectionMark).values(note="Уточнено позже", page="http://bereza.ru/"))
        session.execute(update(Organization).values(name="Дом «Ели»"))
    done = verified(runner)
    assert (done.exit_code, done.stderr) == (0, "")
    assert answered not in done.stdout


def test_a_copy_keeps_decisions_with_their_minutes(session, runner, export, tmp_path, answered):
    before, copy, elsewhere = export()[0], tmp_path / "copy.sqlite", tmp_path / "elsewhere"
    assert runner.invoke(args=["backup", str(copy)]).exit_code == 0
    done = run_flask(elsewhere, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    path = tmp_path / "again.csv"
    done = run_flask(elsewhere, "export", "indicators", "--assessment", "1", "--output", str(path))
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == before
    assert "редварительн" not in done.stdout
    with sqlite3.connect(elsewhere / "otklik.sqlite") as opened:
        assert opened.execute("SELECT minutes, minutes_name FROM decisions").fetchall() == [(MINUTES, "протокол.pdf")]

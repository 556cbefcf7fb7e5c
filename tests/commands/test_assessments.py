"""Rounds from the command line."""

from datetime import timedelta

import pytest

from surveys.definitions.loader import SHIPPED
from surveys.extensions import db
from surveys.store import assessments
from tests import clock
from tests.respondent import a_round, organization


def test_a_round_is_opened_listed_and_closed(session, runner):
    organization(session)
    opened = runner.invoke(args=["open-assessment", "--title", "Оценка 2026 года"])
    assert (opened.exit_code, opened.stdout) == (0, "1\n")
    assert runner.invoke(args=["assessments"]).stdout == "1\topen\tОценка 2026 года\n"
    assert runner.invoke(args=["close-assessment", "1"]).exit_code == 0
    assert runner.invoke(args=["assessments"]).stdout == "1\tclosed\tОценка 2026 года\n"


def test_the_newest_round_stands_first_and_a_coming_one_is_planned(session, runner):
    organization(session)
    today = clock.today()
    a_round(session, today - timedelta(days=9), closes_on=today - timedelta(days=1), title="Прошлая")
    a_round(session, today + timedelta(days=1), title="Будущая")
    assert runner.invoke(args=["assessments"]).stdout == "2\tplanned\tБудущая\n1\tclosed\tПрошлая\n"


def test_a_round_has_the_organizations_that_were_named(session, runner):
    first, second = organization(session, "Первый"), organization(session, "Второй")
    assert runner.invoke(args=["open-assessment", "--title", "А", "--organizations", first.lower()]).stdout == "1\n"
    assert runner.invoke(args=["open-assessment", "--title", "Б", "--organizations", f"{second},"]).stdout == "2\n"
    today = clock.today()
    assert assessments.reception(db.engine, first, today).assessment_id == 1
    assert assessments.reception(db.engine, second, today).assessment_id == 2


def test_an_organization_is_in_at_most_one_open_round(session, runner):
    code = organization(session)
    runner.invoke(args=["open-assessment", "--title", "Первая"])
    refused = runner.invoke(args=["open-assessment", "--title", "Вторая"])
    assert refused.exit_code == 1
    assert code in refused.stderr
    assert runner.invoke(args=["assessments"]).stdout.count("\n") == 1
    runner.invoke(args=["close-assessment", "1"])
    assert runner.invoke(args=["open-assessment", "--title", "Вторая"]).exit_code == 0


def test_a_round_of_all_takes_those_who_are_in_no_other(session, runner):
    first = organization(session, "Первый")
    runner.invoke(args=["open-assessment", "--title", "Пробная"])
    second = organization(session, "Второй")
    opened = runner.invoke(args=["open-assessment", "--title", "Оценка"])
    assert (opened.exit_code, opened.stdout) == (0, "2\n")
    assert "1" in opened.stderr
    today = clock.today()
    assert [assessments.reception(db.engine, code, today).assessment_id for code in (first, second)] == [1, 2]
    refused = runner.invoke(args=["open-assessment", "--title", "Ещё", "--organizations", f"{first},{second}"])
    assert refused.exit_code == 1


def test_members_and_their_recipients_are_fixed_when_the_round_opens(session, runner):
    organization(session, "Первый", recipients=100)
    runner.invoke(args=["open-assessment", "--title", "А"])
    late = organization(session, "Новый")
    session.rollback()
    assert assessments.reception(db.engine, late, clock.today()).assessment_id == assessments.STANDING_ID
    assert assessments.rounds(session, clock.today())[0].organizations == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["open-assessment", "--title", "А"],
        ["open-assessment", "--title", " "],
        ["open-assessment", "--title", "А", "--organizations", "ZZZZZ"],
        ["open-assessment", "--title", "А", "--organizations", ""],
        ["open-assessment", "--title", "А", "--opens", "2026-02-02", "--closes", "2026-02-01"],
        ["open-assessment", "--title", "А", "--opens", "позавчера"],
        ["open-assessment", "--title", "А", "--questionnaire", "999.1"],
        ["open-assessment"],
        ["close-assessment", "7"],
        ["close-assessment", "0"],
        ["close-assessment", "первую"],
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(runner, session, arguments):
    refused = runner.invoke(args=arguments)
    assert refused.exit_code != 0
    assert refused.stderr.strip()
    assert "Traceback" not in refused.output
    assert runner.invoke(args=["assessments"]).stdout == ""


def test_a_closed_round_cannot_be_closed_again(session, runner):
    organization(session)
    runner.invoke(args=["open-assessment", "--title", "А"])
    runner.invoke(args=["close-assessment", "1"])
    assert runner.invoke(args=["close-assessment", "1"]).exit_code == 1


def test_a_methodology_that_counts_what_is_not_asked_is_refused_at_the_opening(make_app, instance):
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    official = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")
    asked = official.replace('id = "675n"', 'id = "short"', 1).partition('[[question]]\nid = "q15"')[0]
    (folder / "short.toml").write_text(asked, encoding="utf-8")
    app = make_app()
    with app.app_context():
        organization(db.session)
    done = app.test_cli_runner().invoke(args=["open-assessment", "--title", "Т", "--questionnaire", "short.1"])
    assert done.exit_code == 1
    assert "317n.1 считает вопросы, которых нет в short.1: q15" in done.output
    assert app.test_cli_runner().invoke(args=["assessments"]).stdout == ""

"""`flask demo` makes an invented region that repeats itself, holds together, and is never mixed with real data."""

import csv
import re

import pytest
from sqlalchemy import case, func, select

from app import create_app
from models import Organization, Response
from surveys import settings
from surveys.commands import service
from surveys.commands.demo.region import region
from surveys.domain import answers, registry, sites
from surveys.store import demo
from tests import clock
from tests.conftest import close
from tests.databases import environment
from tests.respondent import a_round, open_sheet, organization, send
from tests.web.office.conftest import Visitor, account  # noqa: F401

SMALL = ["demo", "--organizations", "30", "--responses", "1200", "--seed", "7"]


@pytest.fixture
def made(runner):
    done = runner.invoke(args=SMALL)
    assert done.exit_code == 0, done.output
    return done


def tables(runner, folder):
    """Everything that a region says: its organizations, and the responses of both rounds."""
    found = [runner.invoke(args=["organizations"]).stdout]
    for number in ("1", "2"):
        target = folder / f"{number}.csv"
        done = runner.invoke(args=["export", "responses", "--assessment", number, "--output", str(target)])
        assert done.exit_code == 0, done.output
        found.append(target.read_text(encoding="utf-8-sig"))
    return found


@pytest.mark.parametrize(("seed", "same"), [("7", True), ("8", False)])
def test_the_same_seed_makes_the_same_region_and_another_one_another(
    runner, made, tmp_path, databases, database, seed, same
):
    ours = tables(runner, tmp_path)
    folder = databases.instance(tmp_path / "other", database)
    other = create_app(settings.read({"INSTANCE_PATH": str(folder)} | environment(folder)))
    assert other.test_cli_runner().invoke(args=[*SMALL[:-1], seed]).exit_code == 0
    theirs = tables(other.test_cli_runner(), folder)
    close(other)
    databases.forget(folder)
    assert [one == another for one, another in zip(ours, theirs, strict=True)] == [same] * 3
    assert all(len(table) > 1000 for table in ours)


def test_the_counts_that_were_asked_for_are_made_and_the_tallies_are_right(runner, made, tmp_path):
    listed, *responses = tables(runner, tmp_path)
    earlier, current = (list(csv.DictReader(table.splitlines(), delimiter=";")) for table in responses)
    assert listed.count("\n") == 30
    assert len(earlier) + len(current) == 1200
    assert 0 < len(earlier) < len(current)
    rounds = [line.split("\t")[:2] for line in runner.invoke(args=["assessments"]).stdout.splitlines()]
    assert rounds == [["2", "open"], ["1", "closed"]]
    verified = runner.invoke(args=["verify"])
    assert verified.exit_code == 0, verified.output
    assert "1200" in verified.stdout


def test_responses_come_over_weeks_up_to_today_by_four_channels_and_some_organizations_have_none(session, made):
    days, channels, busy = (
        set(session.scalars(select(column).where(Response.assessment_id == 2)))
        for column in (Response.day, Response.channel, Response.organization_id)
    )
    assert channels == {"link", "qr", "embed", "kiosk"}
    assert max(days) <= clock.today()
    assert len(days) > 35
    assert 20 < len(busy) < 30


def test_every_answer_is_one_that_the_questionnaire_takes_and_its_skip_rules_hold(app, session, made):
    questionnaire = app.extensions["questionnaires"].get("675n.1")
    found = session.scalars(select(Response.answers)).all()
    for given in found:
        assert answers.counted(questionnaire, given) == given
        assert not [id_ for id_, answer in given.items() if answers.refused(questionnaire.by_id[id_], answer)]
    shares = {id_: sum(id_ in given for given in found) / len(found) for id_ in questionnaire.by_id}
    assert 0.9 < shares["q1"] < 1 > shares["q2"]
    assert 0.05 < shares["q16"] < 0.3
    assert 0.6 < shares["q18"] < 0.95
    assert any("8 (000)" in given.get("q16", "") for given in found)


def test_organizations_differ_in_quality(session, made):
    satisfied = func.avg(case((Response.answers["q15"].as_string() == "yes", 1.0), else_=0.0))
    per = select(satisfied).group_by(Response.organization_id).having(func.count() > 20)
    shares = session.scalars(per).all()
    assert len(shares) > 10
    assert max(shares) - min(shares) > 0.1


@pytest.mark.parametrize("number", [1, 60, 2000])
def test_invented_organizations_are_what_a_list_may_say(number):
    found = region(3, number, taken={"22222"})
    records = [one.record for one in found]
    assert len(records) == len({one.code for one in found}) == len({record.inn for record in records}) == number
    assert len({registry.match_key(record.name, record.municipality) for record in records}) == number
    for record in records:
        assert registry.inn_fits(record.inn)
        assert record.inn.startswith("00")
        assert all(len(getattr(record, column)) <= longest for column, longest in registry.LONGEST.items())
        assert sites.normalized(sites.kept(record.site)) == record.site
        assert not record.site or record.site.endswith(".example/")
    if number > 1:
        assert {form for record in records for form in record.form_of_service} == set(registry.Form)
        assert any(len(record.form_of_service) > 1 for record in records)


def test_real_data_is_not_mixed_with_invented_ones(session, client, runner):
    code = organization(session, "Настоящий центр")
    a_round(session, clock.today())
    send(client, open_sheet(client, code))
    refused = runner.invoke(args=["demo"])
    assert refused.exit_code == 1
    assert "1 организация, 1 анкета" in refused.stderr or "1 organization, 1 response" in refused.stderr
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
    assert not demo.is_demo(session)


def test_a_second_region_is_refused_and_the_first_one_is_marked(session, runner, made):
    refused = runner.invoke(args=SMALL)
    assert refused.exit_code == 1
    assert "30" in refused.stderr
    assert "1200" in refused.stderr
    assert session.scalar(select(func.count()).select_from(Response)) == 1200
    assert demo.is_demo(session)


def test_the_organization_of_the_first_start_stays_with_what_was_tried_there(app, session, client, runner):
    service.first_start(app.extensions["settings"])
    trial = session.scalars(select(Organization.code)).one()
    send(client, open_sheet(client, trial))
    done = runner.invoke(args=SMALL)
    assert done.exit_code == 0, done.output
    assert trial in session.scalars(select(Organization.code)).all()
    assert session.scalar(select(func.count()).select_from(Organization)) == 31
    assert session.scalar(select(func.count()).select_from(Response)) == 1201
    assert runner.invoke(args=["verify"]).exit_code == 0
    assert "/a/" + trial not in done.stdout


def test_no_responses_is_a_region_too(runner):
    done = runner.invoke(args=["demo", "--organizations", "1", "--responses", "0"])
    assert done.exit_code == 0, done.output
    assert runner.invoke(args=["verify"]).exit_code == 0


def test_what_is_printed_leads_to_pages_and_pages_of_the_region_answer(app, session, made, client, account):  # noqa: F811
    printed = re.search(r"/a/([A-Z0-9]{5})\b", made.stdout)
    codes = session.scalars(select(Organization.code)).all()
    assert printed
    assert printed[1] in codes
    for code in codes[:10]:
        assert client.get(f"/a/{code}").status_code == 200
    account()
    visitor = Visitor(app)
    visitor.sign_in()
    office = visitor.get("/office/")
    assert office.status_code == 200
    assert "Лукоморская область" in office.text

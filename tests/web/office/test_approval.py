"""The council's decision: what stands in its way, what is frozen, who may sign, what is kept of the minutes."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import select

from models import Decision, Result
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.store import assessments, inspections, organizations, rounds
from surveys.store.inspections import Entry
from tests import clock, region
from tests.region import Home, collected
from tests.web.office.conftest import words

PDF = b"%PDF-1.4 minutes of the session"


@pytest.fixture
def closed(session):
    return collected(session, [Home("Сосны"), Home("Ели", responses=30, answers={"q15": (20, 10)})])


def send(visitor, round_id, minutes=PDF, name="протокол № 7.pdf", **fields):
    """Open the page, fill the form in, send it."""
    page = visitor.get(f"/office/rounds/{round_id}/approve").text
    hidden = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]*)"', page))
    told = {"number": "7", "decided_on": "2025-04-10"} | fields
    file = {"minutes": (io.BytesIO(minutes), name)} if minutes is not None else {}
    address = f"/office/rounds/{round_id}/approve"
    sent = visitor.client.post(address, data=hidden | told | file, content_type="multipart/form-data")
    sent.request.environ["wsgi.input"].close()
    return sent


def frozen(session):
    session.rollback()
    return session.scalars(select(Decision).order_by(Decision.id)).all()


def test_a_round_is_approved_and_its_figures_are_public(office, session, closed, client, written):
    assert "Сосны" not in client.get(f"/results/{closed}").text
    sent = send(office, closed)
    assert sent.status_code == 303
    assert "Результаты утверждены" in words(office.get(sent.location))
    (decision,) = frozen(session)
    assert (decision.number, decision.decided_on, decision.version) == ("7", date(2025, 4, 10), 1)
    assert len(session.scalars(select(Result)).all()) == 2
    assert "Сосны" in client.get(f"/results/{closed}").text
    assert written()[-1] == ("anna@example.org", "approve results", f"{closed}, 1, 7")


def test_the_page_shows_what_is_approved_and_what_to_know_before(office, session):
    short = Home("Дубы", responses=10, recipients=1000)
    found = collected(session, [Home("Сосны"), short, Home("Липы", responses=0, recipients=10)])
    said = words(office.get(f"/office/rounds/{found}/approve"))
    assert "Организации 3" in said
    assert "У 1 организации нет итога, потому что по одному из критериев нет ответов: Липы" in said
    assert "У 2 организаций анкет меньше, чем требует выборка: Дубы , Липы" in said
    assert "Методика 317n.1 не сверена с опубликованными приказами" in said


def test_missing_marks_are_named_and_nothing_can_be_approved(office, session):
    found = collected(session, [Home("Сосны"), Home("Ели", marks={"stand_03": None, "access_ramp": None})])
    page = office.get(f"/office/rounds/{found}/approve")
    code = region.registered(session, [Home("Ели")])["Ели"]
    assert f"{code}: stand_03, access_ramp" in words(page)
    assert 'enctype="multipart/form-data"' not in page.text


def test_an_open_round_cannot_be_approved(office, session):
    made = rounds.open_round(
        session,
        title="Идёт",
        questionnaire="675n.1",
        opens_on=clock.today(),
        codes=list(region.registered(session, [Home("Сосны")]).values()),
    )
    assert "сначала закройте её" in words(office.get(f"/office/rounds/{made}/approve"))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"number": " "}, "Напишите номер решения или протокола."),
        ({"decided_on": ""}, "Укажите дату решения."),
        ({"decided_on": "вчера"}, "Укажите день, например 2026-03-01."),
        ({"decided_on": "2025-03-30"}, "Дата решения раньше конца сбора анкет."),
        ({"decided_on": f"{clock.today().year + 1}-01-01"}, "Этот день ещё не наступил."),
        ({"minutes": None}, "Приложите протокол"),
        ({"minutes": b"just text"}, "Это другой файл."),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_frozen(office, session, closed, fields, problem):
    sent = send(office, closed, **fields)
    assert sent.status_code == 422
    assert problem in words(sent)
    linked = re.search(r'id="error-summary".*?href="#(\w+)"', sent.text, re.DOTALL)
    assert linked
    assert f'id="{linked[1]}"' in sent.text
    assert frozen(session) == []


def test_figures_that_changed_since_the_page_was_opened_are_not_approved(office, session, closed):
    page = office.get(f"/office/rounds/{closed}/approve").text
    code = region.registered(session, [Home("Сосны")])["Сосны"]
    changed = {"access_ramp": Entry(Finding("access_ramp", Mark.NO), Finding("access_ramp", Mark.YES).print)}
    assert not inspections.save(
        session, closed, organizations.by_code(session, code), changed, "b@example.org"
    ).conflicts
    hidden = dict(re.findall(r'name="(csrf_token|seen)" value="([^"]*)"', page))
    told = hidden | {"number": "7", "decided_on": "2025-04-10", "minutes": (io.BytesIO(PDF), "m.pdf")}
    sent = office.client.post(f"/office/rounds/{closed}/approve", data=told, content_type="multipart/form-data")
    assert sent.status_code == 409
    assert "Цифры изменились с тех пор, как были показаны" in words(sent)
    assert 'href="#seen"' not in sent.text
    assert frozen(session) == []
    again = dict(re.findall(r'name="(seen)" value="([^"]*)"', sent.text))
    assert again["seen"] != hidden["seen"]


def test_a_correction_says_why_and_both_decisions_stay(office, session, closed):
    assert send(office, closed).status_code == 303
    assert "напишите, почему они исправляются" in words(send(office, closed, number="9"))
    sent = send(office, closed, number="9", reason="Отметка о пандусе поставлена по ошибке.")
    assert sent.status_code == 303
    assert [(one.version, one.number) for one in frozen(session)] == [(1, "7"), (2, "9")]


def test_the_minutes_come_back_as_they_were_attached(office, session, closed):
    send(office, closed)
    kept = office.get(f"/office/rounds/{closed}/decisions/1/minutes")
    assert kept.data == PDF
    assert "attachment" in kept.headers["Content-Disposition"]
    assert kept.mimetype == "application/octet-stream"
    assert office.get(f"/office/rounds/{closed}/decisions/2/minutes").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("council", 303), ("authority", 403), ("organization", 403)])
def test_the_council_approves_the_authority_only_looks(visitor, account, session, closed, role, status):
    account(role=role)
    visitor.sign_in()
    if status == 303:
        assert send(visitor, closed).status_code == 303
    else:
        assert visitor.get(f"/office/rounds/{closed}/approve").status_code == 403
    assert visitor.get("/office/results").status_code == (403 if role == "organization" else 200)


def test_a_member_of_the_council_begins_with_the_results(visitor, account, session, closed):
    account(role="council")
    first = visitor.sign_in()
    assert first.location == "/office/results"
    said = words(visitor.get("/office/results"))
    assert "Оценка 2025 года" in said
    assert "предварительные" in said


def test_the_standing_collection_has_no_results(office):
    assert office.get("/office/rounds/0/approve").status_code == 404
    assert office.get(f"/office/rounds/{assessments.STANDING_ID}/results").status_code == 404

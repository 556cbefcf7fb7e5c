"""A respondent without JavaScript: opens the questionnaire, fills it in, sends what a browser would send."""

from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from surveys.domain.registry import Form, Record
from surveys.store import database, organizations, rounds

CONTENT = {f"q{number}": "yes" for number in range(1, 16)}
"""Everything is asked and everything is well."""


@dataclass
class Sheet:
    """A form as a browser sees it: where it is sent, what it holds, what it says."""

    action: str
    fields: dict[str, str]
    text: str
    problems: list[str] = field(default_factory=list)


def sheet(page: str) -> Sheet:
    """Read the questionnaire's form out of a page."""
    soup = BeautifulSoup(page, "html.parser")
    form = soup.select_one("form#questionnaire")
    assert form is not None, soup.get_text(" ", strip=True)[:300]
    fields = {}
    for found in form.select("input[name], textarea[name]"):
        kind = found.get("type")
        if kind in ("radio", "checkbox") and not found.has_attr("checked"):
            continue
        # a text area's first line end belongs to its tag
        value = found.get_text().removeprefix("\n") if found.name == "textarea" else found.get("value", "")
        fields[str(found["name"])] = str(value)
    problems = [item.get_text(" ", strip=True) for item in soup.select("#error-summary li")]
    return Sheet(str(form["action"]), fields, soup.get_text(" ", strip=True), problems)


def open_sheet(client: FlaskClient, code: str, query: str = "") -> Sheet:
    """Open an organization's questionnaire."""
    return sheet(client.get(f"/a/{code}{query}").text)


def send(client: FlaskClient, form: Sheet, answers: dict[str, str] | None = None, **more: object) -> TestResponse:
    """Send a form with answers put in; what the form held otherwise goes with it, as from a browser."""
    filled = form.fields | (CONTENT if answers is None else answers)
    return client.post(form.action, data=filled, **more)  # type: ignore[arg-type]


def organization(session: Session, name: str = "Дом-интернат «Сосны»", **more: object) -> str:
    """Put an organization into the registry; its code."""
    record = Record(name=name, form_of_service=(Form.STATIONARY,), municipality="Город Н.")
    record = record if not more else record.__class__(**{f: getattr(record, f) for f in record.__slots__} | more)
    with database.writing(session):
        return organizations.add_one(session, record).code


def a_round(session: Session, day: object, **more: object) -> int:
    """Open a round of all organizations."""
    named = {"title": "Оценка", "questionnaire": "675n.1", "opens_on": day} | more
    return rounds.open_round(session, **named)  # type: ignore[arg-type]

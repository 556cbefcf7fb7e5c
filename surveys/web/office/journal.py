"""The journal in the office: who signed in, took data out, or changed something."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import journal
from surveys.store.journal import Wanted
from surveys.web.office import deeds
from surveys.web.office.access import open_to

ON_A_PAGE = 100
SOMEBODY = "-"
"""How an address says the person who did not sign in."""

pages = Blueprint("journal", __name__, url_prefix="/office/journal")
pages.add_app_template_filter(deeds.sentence, "deed")


@pages.get("")
@open_to("operator")
def listing() -> ResponseReturnValue:
    """What was done, newest first."""
    wanted, problems = _wanted()
    number = journal.count(db.session, wanted)
    last = max(1, -(-number // ON_A_PAGE))
    page = min(_page(), last)
    return render_template(
        "office/journal.html",
        entries=journal.page(db.session, wanted, (page - 1) * ON_A_PAGE, ON_A_PAGE),
        number=number,
        page=page,
        last=last,
        problems=problems,
        kinds=deeds.kinds(journal.actions(db.session)),
        people=[(actor or SOMEBODY, deeds.person(actor)) for actor in journal.actors(db.session)],
        filtered=wanted != Wanted(),
        person_named=deeds.person,
    )


def _wanted() -> tuple[Wanted, list[dict[str, str]]]:
    """What is asked for, and what of it cannot be understood and is left out."""
    problems: list[dict[str, str]] = []
    first, last = _day("from", problems), _day("to", problems)
    if first and last and first > last:
        problems.append({"question": "from", "message": _("The first day is later than the last one.")})
    person = _said("person")
    wanted = Wanted(
        actions=deeds.actions_of(_said("what")),
        actor=None if not person else "" if person == SOMEBODY else person,
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
    )
    return wanted, problems


def _day(name: str, problems: list[dict[str, str]]) -> date | None:
    if not (said := _said(name)):
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2999:
        problems.append({"question": name, "message": _("%(said)s is not a day like 2026-03-31.", said=said[:20])})
        return None
    return day


def _midnight(day: date) -> datetime:
    settings: Settings = current_app.extensions["settings"]
    return datetime.combine(day, time.min, settings.zone).astimezone(UTC)


def _page() -> int:
    said = _said("page")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 7 else 1


def _said(name: str) -> str:
    return request.args.get(name, "")[:255].strip()

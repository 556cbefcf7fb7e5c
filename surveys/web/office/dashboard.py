"""The operator's first page: where the collection stands today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.definitions.loader import Questionnaires
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import assessments, organizations, tallies
from surveys.store.assessments import Round
from surveys.web.office.access import open_to

pages = Blueprint("office", __name__, url_prefix="/office")


@dataclass(frozen=True)
class Collected:
    """A round with what has come in so far. `week` is the last seven days, today included."""

    round: Round
    total: int
    today: int
    week: int
    channels: list[tuple[str, int]]


@pages.get("/")
@open_to("operator")
def dashboard() -> ResponseReturnValue:
    """Show what is collected now, what was collected before, and what needs a hand."""
    settings: Settings = current_app.extensions["settings"]
    today = datetime.now(settings.zone).date()
    rounds = assessments.rounds(db.session, today)
    totals = tallies.by_assessment(db.session)
    current = [collected(round_, today) for round_ in rounds if round_.state == "open" and not round_.standing]
    standing = [collected(round_, today) for round_ in rounds if round_.standing]
    return render_template(
        "office/dashboard.html",
        organizations=organizations.count(db.session),
        current=current,
        standing=next(iter(standing), None),
        others=[(round_, totals.get(round_.id, 0)) for round_ in rounds if round_.state != "open"],
        unconfirmed=unconfirmed([one.round for one in current]),
    )


def collected(round_: Round, today: date) -> Collected:
    """Count what a round has collected."""
    days = tallies.by_day(db.session, round_.id)
    channels = tallies.by_channel(db.session, round_.id)
    return Collected(
        round=round_,
        total=sum(days.values()),
        today=days.get(today, 0),
        week=_between(days, today - timedelta(days=6), today),
        channels=sorted(((channel_name(name), count) for name, count in channels.items()), key=lambda pair: -pair[1]),
    )


def unconfirmed(current: list[Round]) -> list[str]:
    """Which questionnaires in use are not checked against the published text; all of them while there is no round."""
    definitions: Questionnaires = current_app.extensions["questionnaires"]
    used = {round_.questionnaire for round_ in current}
    return [one.key for one in definitions.all() if not one.confirmed and (one.key in used or not used)]


def channel_name(channel: str) -> str:
    """By which way responses came, in words."""
    names: dict[str, str] = {
        "link": _("by link"),
        "qr": _("by QR code"),
        "embed": _("on the institution's site"),
        "kiosk": _("on a shared tablet"),
        "paper": _("on paper"),
        "interview": _("in an interview"),
        "phone": _("by telephone"),
    }
    return names.get(channel, channel)


def _between(days: Mapping[date, int], first: date, last: date) -> int:
    return sum(count for day, count in days.items() if first <= day <= last)

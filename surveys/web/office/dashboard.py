"""The operator's first page: where the collection stands today, who falls behind, what needs a hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from surveys.definitions.loader import Questionnaires
from surveys.domain import sample
from surveys.domain.sample import Standing
from surveys.extensions import db
from surveys.store import assessments, jobs, members, organizations, overview, tallies
from surveys.store.assessments import Round
from surveys.web import desk, language
from surveys.web.figure import Figure
from surveys.web.kept import Lately
from surveys.web.office import figures, scopes
from surveys.web.office.access import open_to
from surveys.web.office.channels import channel_name

SHOWN_BEHIND = 10

pages = Blueprint("office", __name__, url_prefix="/office")


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["collected"] = Lately()


@dataclass(frozen=True)
class Collected:
    """A round with what has come in so far. `week` is the last seven days, today included."""

    round: Round
    total: int
    today: int
    week: int
    channels: list[tuple[str, int]]


@dataclass(frozen=True)
class Progress:
    """How an open round comes on: against the required sample, day by day, and who falls behind with what is due."""

    required: int
    complete: int
    silent: int
    without_recipients: int
    days_left: int | None
    behind: list[tuple[Standing, int]]
    days: Figure | None


@pages.get("/")
@open_to("operator")
def dashboard() -> ResponseReturnValue:
    """Show what is collected now, what was collected before, and what needs a hand."""
    today = desk.today()
    rounds = assessments.rounds(db.session, today)
    lately: Lately = current_app.extensions["collected"]
    counted = lately.get((today, language.chosen(), tuple(rounds)), lambda: _counted(rounds, today))
    return render_template(
        "office/dashboard.html",
        organizations=organizations.count(db.session),
        without_site=overview.count_without_site(db.session),
        failed=jobs.failed(db.session),
        unconfirmed=unconfirmed([one.round for one, _ in counted["current"]]),
        shown_behind=SHOWN_BEHIND,
        **counted,
    )


def _counted(rounds: Sequence[Round], today: date) -> dict[str, Any]:
    """What is counted for the page, and kept for some seconds: it takes longer, the more has come in."""
    totals = tallies.by_assessment(db.session)
    current = [collected(round_, today) for round_ in rounds if round_.state == "open" and not round_.standing]
    standing = [collected(round_, today) for round_ in rounds if round_.standing]
    return {
        "current": [(one, progress(one.round, today)) for one in current],
        "standing": next(iter(standing), None),
        "others": [(round_, totals.get(round_.id, 0)) for round_ in rounds if round_.state != "open"],
        "moment": datetime.now(current_app.extensions["settings"].zone),
    }


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


def progress(round_: Round, today: date) -> Progress:
    """Compare an open round with the sample that its questionnaire requires."""
    definition = figures.definition_of(round_)
    everybody = members.standing(db.session, round_.id, definition.sample if definition else None)
    return Progress(
        required=sum(one.required or 0 for one in everybody),
        complete=sum(one.required is not None and not one.missing for one in everybody),
        silent=sum(not one.collected for one in everybody),
        without_recipients=sum(one.required is None for one in everybody),
        days_left=(round_.closes_on - today).days if round_.closes_on else None,
        behind=sample.behind(everybody, round_.opens_on, round_.closes_on, today),
        days=figures.one(figures.DAYS, round_, [scopes.everybody()]),
    )


def unconfirmed(current: list[Round]) -> list[str]:
    """Which questionnaires in use are not checked against the published text; all of them while there is no round."""
    definitions: Questionnaires = current_app.extensions["questionnaires"]
    used = {round_.questionnaire for round_ in current}
    return [one.key for one in definitions.all() if not one.confirmed and (one.key in used or not used)]


def _between(days: Mapping[date, int], first: date, last: date) -> int:
    return sum(count for day, count in days.items() if first <= day <= last)

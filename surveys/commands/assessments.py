"""`flask assessments`, `open-assessment`, `close-assessment`: the rounds."""

from datetime import date, datetime

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.commands.ready import with_database
from surveys.definitions.loader import DefinitionError
from surveys.domain import codes
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import assessments, journal, organizations, rounds
from surveys.store.assessments import Round
from surveys.store.rounds import RoundRefused
from surveys.web import counting
from surveys.web.counting import NotCountable
from surveys.web.language import translated

DAY = click.DateTime(["%Y-%m-%d"])


def today() -> date:
    """The region's calendar day."""
    settings: Settings = current_app.extensions["settings"]
    return datetime.now(settings.zone).date()


def the_round(number: str) -> Round:
    """The round that was named on the command line; ends the command in words if there is none."""
    found = assessments.round_of(db.session, int(number), today()) if number.isascii() and number.isdigit() else None
    if found is None:
        raise click.ClickException(
            _("There is no round with the number %(id)s. “flask assessments” lists them.", id=number)
        )
    return found


@click.command("assessments")
@with_database
def list_assessments() -> None:
    """List the rounds: id, state, title, tab-separated, newest first."""
    listed = [found for found in assessments.rounds(db.session, today()) if not found.standing]
    if not listed:
        click.echo(_("There is no round yet. Open one: flask open-assessment --title “…”"), err=True)
    for found in listed:
        click.echo(f"{found.id}\t{found.state}\t{found.title}")


@click.command("open-assessment")
@click.option("--title", required=True, help="What the round is called in public.")
@click.option("--organizations", "named", help="Codes, separated by commas; else all that are in no other round.")
@click.option("--opens", type=DAY, help="The first day, like 2026-03-01; today unless named.")
@click.option("--closes", type=DAY, help="The last day; open until closed by hand unless named.")
@click.option("--questionnaire", help="Its key, like 675n.1; the newest in force unless named.")
@click.option("--methodology", help="Its key, like 317n.1; the newest in force unless named.")
@with_database
def open_assessment(  # noqa: PLR0913, PLR0917
    title: str,
    named: str | None,
    opens: datetime | None,
    closes: datetime | None,
    questionnaire: str | None,
    methodology: str | None,
) -> None:
    """Make a round, open it, print its id."""
    opens_on = opens.date() if opens else today()
    wanted = [codes.normal(code) for code in named.split(",") if code.strip()] if named is not None else None
    if not title.strip():
        raise click.ClickException(_("A round needs a title: --title “…”"))
    asked = _definition("questionnaire", questionnaire, opens_on)
    counted = _definition("methodology", methodology, opens_on)
    try:
        counting.fitting(counted, asked)
        made = rounds.open_round(
            db.session,
            title=title.strip(),
            questionnaire=asked,
            methodology=counted,
            opens_on=opens_on,
            closes_on=closes.date() if closes else None,
            codes=wanted,
        )
    except (RoundRefused, NotCountable) as refusal:
        raise click.ClickException(translated(refusal.message)) from refusal
    journal.note(db.session, actor="flask", action="open assessment", subject=f"{made} {title.strip()}")
    click.echo(made)
    opened = the_round(str(made))
    if wanted is None and (others := organizations.count(db.session) - opened.organizations):
        said = ngettext(
            "%(num)d organization stays in the round that it is in.",
            "%(num)d organizations stay in the rounds that they are in.",
            others,
        )
        click.echo(said, err=True)


@click.command("close-assessment")
@click.argument("assessment_id", metavar="ID")
@with_database
def close_assessment(assessment_id: str) -> None:
    """Close a round now. Its questionnaires go on answering; what comes in then counts in no round."""
    found = the_round(assessment_id)
    try:
        rounds.close_round(db.session, found.id, today())
    except RoundRefused as refusal:
        raise click.ClickException(_(refusal.message.text, **refusal.message.values)) from refusal
    journal.note(db.session, actor="flask", action="close assessment", subject=str(found.id))
    click.echo(_("The round %(id)d “%(title)s” is closed.", id=found.id, title=found.title))


def _definition(sort: str, key: str | None, day: date) -> str:
    """The key of a questionnaire or a methodology: the one that was named, or what is in force on a day."""
    known = current_app.extensions["questionnaires" if sort == "questionnaire" else "methodologies"]
    if key is None:
        try:
            return str(known.in_force(getattr(current_app.extensions["settings"], sort), day).key)
        except DefinitionError as error:
            raise click.ClickException(str(error)) from error
    if known.get(key) is None:
        offered = ", ".join(definition.key for definition in known.all())
        raise click.ClickException(
            _("There is no definition %(key)s; there are: %(offered)s.", key=key, offered=offered)
        )
    return key

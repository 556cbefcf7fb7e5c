"""`flask demo`: makes the invented region and says where to look at it.

Organizations, an earlier round that is closed and whose results the council has approved, one that is open, their
responses, and what inspections found.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.commands.assessments import the_round, today
from surveys.commands.demo import collection, inspections, words
from surveys.commands.demo.collection import Expected, Period
from surveys.commands.demo.region import Invented, region
from surveys.commands.ready import with_database
from surveys.commands.service import TRIAL
from surveys.definitions.loader import DefinitionError
from surveys.domain.questionnaire import Questionnaire
from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import accounts, database, decisions, demo, journal, rounds
from surveys.store import inspections as marks
from surveys.store.decisions import Paper
from surveys.store.responses import NewResponse
from surveys.web import counting

SO_FAR, STILL = 42, 14
"""For how many days the open round has collected, today included, and for how many more it will."""

A_YEAR = timedelta(days=364)
BATCH = 10_000
MINUTES = "Протокол № 4 заседания общественного совета. Вымышленный, для знакомства с сервисом.\n"


@click.command("demo")
@click.option("--organizations", default=60, show_default=True, type=click.IntRange(1, 20_000), help="How many.")
@click.option(
    "--responses", default=20_000, show_default=True, type=click.IntRange(0), help="How many, in both rounds."
)
@click.option("--seed", default=1, show_default=True, help="Another number makes another region.")
@with_database
def make_demo(organizations: int, responses: int, seed: int) -> None:
    """Make an invented region to look at and to practise on: organizations, two rounds, responses up to today.

    The same seed and numbers make the same region; only its days move with the calendar.
    """
    _refuse_to_mix()
    invented = region(seed, organizations, demo.codes_taken(db.session))
    wanted = collection.expected(seed, invented, responses)
    note = f"seed {seed}: {organizations} organizations, {responses} responses"
    try:
        ids = demo.register(db.session, {one.code: one.record for one in invented}, note)
        periods = _rounds(wanted)
        _collect(collection.collected(seed, ids, wanted, periods), responses)
        for period in periods:
            _inspect(seed, ids, [one.invented for one in wanted if one.was_there or not period.earlier], period)
        _approve(periods[0])
    except database.Unavailable as error:
        why = _("The database takes no change now: %(why)s. Begin again on an empty database.", why=error)
        raise click.ClickException(why) from error
    _conclude(invented, wanted)


def _refuse_to_mix() -> None:
    there = demo.present(db.session, TRIAL)
    if not there.organizations:
        return
    counts = ", ".join(
        (
            ngettext("%(num)d organization", "%(num)d organizations", there.organizations),
            ngettext("%(num)d response", "%(num)d responses", there.responses),
        )
    )
    if demo.is_demo(db.session):
        said = _("An invented region is in this database already: %(counts)s.", counts=counts)
    else:
        said = _("There is data in this database: %(counts)s. An invented region is not mixed into it.", counts=counts)
    hint = _("Name an empty folder as INSTANCE_PATH, or another DATABASE_URL, run flask db upgrade and begin again.")
    raise click.ClickException(f"{said} {hint}")


def _rounds(wanted: list[Expected]) -> list[Period]:
    """Make the earlier round, of those who were in it, and the open one, of all."""
    opened = today() - timedelta(days=SO_FAR - 1)
    codes = [one.invented.code for one in wanted]
    before = [one.invented.code for one in wanted if one.was_there]
    return [
        _round(opened - A_YEAR, opened.year - 1, before, earlier=True),
        _round(opened, opened.year, codes, earlier=False),
    ]


def _round(opened: date, year: int, codes: list[str], *, earlier: bool) -> Period:
    questionnaire, methodology = _definitions(opened)
    made = rounds.open_round(
        db.session,
        title=f"Независимая оценка за {year} год, {words.REGION}",
        questionnaire=questionnaire.key,
        methodology=methodology,
        opens_on=opened,
        closes_on=opened + timedelta(days=SO_FAR - 1 + (0 if earlier else STILL)),
        codes=codes,
    )
    return Period(made, questionnaire, collection.every_day(opened, SO_FAR), earlier)


def _definitions(day: date) -> tuple[Questionnaire, str]:
    """What is in force on a day, or today if there was nothing yet: the questionnaire, the methodology's key."""
    settings: Settings = current_app.extensions["settings"]
    asked, counted = current_app.extensions["questionnaires"], current_app.extensions["methodologies"]
    try:
        return asked.in_force(settings.questionnaire, day), counted.in_force(settings.methodology, day).key
    except DefinitionError:
        return asked.in_force(settings.questionnaire, today()), counted.in_force(settings.methodology, today()).key


def _inspect(seed: int, ids: dict[str, int], invented: list[Invented], period: Period) -> None:
    checklist = counting.definitions_of(the_round(str(period.id)))[0].checklist
    found = (
        (ids[one.code], finding)
        for one in invented
        for finding in inspections.found(seed, one, checklist, earlier=period.earlier)
    )
    while batch := list(islice(found, BATCH)):
        with database.writing(db.session):
            marks.write(db.session, period.id, batch, journal.COMMAND)


def _approve(period: Period) -> None:
    """Let the council approve the earlier round, three weeks after it ended."""
    found = the_round(str(period.id))
    counted = counting.count(found)
    decided_on = (found.last_day or found.opens_on) + timedelta(days=21)
    paper = Paper("4", decided_on, minutes=MINUTES.encode(), minutes_name="протокол.txt")
    if counted.organizations:
        decisions.approve(db.session, found, counted, counted.digest, paper, journal.COMMAND)


def _collect(responses: Iterator[NewResponse], number: int) -> None:
    known = {questionnaire.key: questionnaire for questionnaire in current_app.extensions["questionnaires"].all()}
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=number, label=_("Collecting responses"), file=sys.stderr, hidden=hidden) as bar:
        while batch := list(islice(responses, BATCH)):
            demo.add(db.session, batch, known)
            bar.update(len(batch))


def _conclude(invented: list[Invented], wanted: list[Expected]) -> None:
    settings: Settings = current_app.extensions["settings"]
    responses = sum(one.total for one in wanted)
    places = len({one.record.municipality for one in invented})
    click.echo(
        _(
            "Made: organizations %(organizations)d, municipalities %(places)d, rounds 2, responses %(responses)d.",
            organizations=len(invented),
            places=places,
            responses=responses,
        )
    )
    shown = max(wanted, key=lambda one: one.now).invented
    click.echo(_("A questionnaire: %(address)s", address=f"{settings.address}/a/{shown.code}"))
    click.echo(_("The office:      %(address)s", address=f"{settings.address}/office/"))
    if not accounts.any_user(db.session):
        click.echo(_("To sign in there, make an account: flask create-user EMAIL --role operator"))
    click.echo(_("All of it is invented. Do not collect real responses in this database."))

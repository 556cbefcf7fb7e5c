"""A round's documents as files: by a job of the office and by the command alike."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy.orm import Session

from surveys.charts.marks import Layout
from surveys.charts.point_counts import Profile
from surveys.domain.messages import N_
from surveys.domain.publication import is_hidden
from surveys.domain.rating import Assessed
from surveys.files.documents import bus, indicators, method_note, passport, rating, report, summary
from surveys.files.documents.blocks import Document
from surveys.files.documents.facts import Decided, Facts
from surveys.files.names import latin_name
from surveys.files.whole import CONFIDENTIAL, whole
from surveys.settings import Settings
from surveys.store import assessments, counts, journal, suggestions
from surveys.store.assessments import Round
from surveys.store.counts import EVERYBODY
from surveys.store.jobs import JobRefused, Progress
from surveys.web import counting, desk, point_figures
from surveys.web.counting import NotCountable, Results
from surveys.web.office import document_kinds, figures, results
from surveys.web.office.channels import channel_name
from surveys.web.office.document_kinds import PASSPORT
from surveys.web.office.organization import text_questions
from surveys.web.point_figures import Place

FORMATS = ("docx", "xlsx")

OF_ROUND: dict[str, Callable[[Facts], Document]] = {
    "rating": rating.document,
    "indicators": indicators.document,
    "summary": summary.document,
    "report": report.document,
    "bus": bus.document,
    "method_note": method_note.document,
}
"""The documents that are of all organizations of a round."""

Counted = Callable[[Iterable[Assessed]], Iterable[Assessed]]


def title(found: Round, kind: str, file_format: str, organization: str = "") -> str:
    """What a prepared file is called; `organization` is whose passport it is, in words."""
    of_one = f" {organization}" if organization else ""
    return f"{document_kinds.name(kind)}{of_one}, {found.title} ({file_format.upper()})"


def facts_of(session: Session, found: Round) -> Facts:
    """What the documents of a round tell of, approved or as it is now. Raises NotCountable."""
    told = counting.results(found)
    settings: Settings = current_app.extensions["settings"]
    key = told.decision.questionnaire if told.decision else found.questionnaire
    return Facts(
        title=found.title,
        first_day=found.opens_on,
        last_day=found.last_day,
        day=desk.today(),
        method=told.method,
        organizations=told.organizations,
        decision=_decided(told),
        questionnaire=current_app.extensions["questionnaires"].get(key),
        operator=settings.operator_name,
        contact=settings.operator_contact,
        address=settings.address,
        channels=_channels(session, found),
        suggestions=suggestions.counted(session, found.id, text_questions()),
        digest=told.digest,
    )


def write(facts: Facts, kind: str, file_format: str, path: Path, code: str, counted: Counted) -> int:  # noqa: PLR0913, PLR0917
    """Write a document, complete or not at all, and return of how many organizations it is.

    The passport is of the organization with this code; without one, a ZIP file has those of all, which `counted`
    passes on and may count. Raises OSError, and JobRefused if there is no such organization.
    """
    if kind != PASSPORT:
        with whole(path, CONFIDENTIAL, mode="wb") as file:
            _put(file, OF_ROUND[kind](facts), file_format, path.parent)
        return len(facts.organizations)
    wanted = [one for one in facts.public.organizations if code in ("", one.code)]
    if not wanted:
        raise JobRefused(N_("There are no organizations in it.") if not code else _no_such(code))
    with whole(path, CONFIDENTIAL, mode="wb") as file:
        if code:
            _put(file, _passport(facts, wanted[0]), file_format, path.parent)
        else:
            _archive(file, facts, counted(wanted), file_format, path.parent)
    return len(wanted)


def document(session: Session, parameters: Mapping[str, Any], progress: Progress) -> Path:
    """The job: `assessment_id`, `kind`, `format` and `code` are its parameters, `asked_by` goes into the journal."""
    found = assessments.round_of(session, parameters["assessment_id"], desk.today())
    if found is None:
        raise JobRefused(N_("There is no round with the number %(id)d.", id=parameters["assessment_id"]))
    kind, file_format, code = parameters["kind"], parameters["format"], parameters["code"]
    try:
        facts = facts_of(session, found)
    except NotCountable as error:
        raise JobRefused(error.message) from error
    session.commit()  # so that no look into the database stays open while we write
    path = results.place(extension(kind, file_format, code))
    told = partial(_counted, progress=progress, total=len(facts.organizations))
    progress.done = write(facts, kind, file_format, path, code, told)
    try:
        note(session, parameters.get("asked_by", ""), found, kind, file_format)
    except Exception:
        path.unlink(missing_ok=True)  # what the journal does not know of was not made
        raise
    return path


def extension(kind: str, file_format: str, code: str) -> str:
    """What a document's file ends in: the passports of all are an archive."""
    return "zip" if kind == PASSPORT and not code else file_format


def note(session: Session, actor: str, found: Round, kind: str, file_format: str) -> None:
    """Note in the journal that a document was made."""
    journal.note(session, actor, "make document", f"{found.id}, {kind}, {file_format}")


def _no_such(code: str) -> Any:
    return N_("There is no organization with the code %(code)s in it.", code=code)


def _decided(told: Results) -> Decided | None:
    one = told.decision
    return Decided(one.number, one.decided_on, one.version, one.reason) if one else None


def _channels(session: Session, found: Round) -> list[tuple[str, int]]:
    """The ways by which responses came, in words, in their usual order, with how many came so."""
    collected = counts.channels(session, found.id, EVERYBODY)
    known = [channel for channel in figures.CHANNEL_ORDER if channel in collected]
    return [(channel_name(channel), collected[channel]) for channel in [*known, *sorted(collected.keys() - {*known})]]


def _put(file: IO[bytes], made: Document, file_format: str, folder: Path) -> None:
    if file_format == "xlsx":
        from surveys.files.documents import book  # these take a moment

        book.write(file, made, folder)
    else:
        from surveys.files.documents import page

        page.write(file, made)


def _archive(file: IO[bytes], facts: Facts, wanted: Iterable[Assessed], file_format: str, folder: Path) -> None:
    """Put a passport of each into a ZIP file; one is in memory at a time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for one in wanted:
            day = facts.day
            name = latin_name(one.code, one.called, file_format)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            made = io.BytesIO()
            _put(made, _passport(facts, one), file_format, folder)
            archive.writestr(entry, made.getvalue())


def _passport(facts: Facts, one: Assessed) -> Document:
    return passport.document(facts, one.code, None if is_hidden(one) else _profile(facts, one))


def _profile(facts: Facts, one: Assessed) -> bytes:
    """The organization's profile as PNG, its indicators called as the order does it for short."""
    from surveys.charts.render import rendered

    chart = point_figures.of_organization(facts.public, one, (), Place(one.called))[0].chart
    assert isinstance(chart, Profile)
    short = {part.number: part.symbol for part in facts.method.methodology.indicators}
    parts = tuple(
        replace(part, indicators=tuple(replace(row, name=short.get(row.number) or row.name) for row in part.indicators))
        for part in chart.parts
    )
    return rendered(replace(chart, parts=parts), "png", Layout.PAGE)


def _counted(wanted: Iterable[Assessed], progress: Progress, total: int) -> Iterable[Assessed]:
    for number, one in enumerate(wanted):
        progress(number, total)
        yield one

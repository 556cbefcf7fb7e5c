"""What inspections find: marks of a round's organizations, each saved over what its inspector has seen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models import InspectionMark, JournalEntry, Organization
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.store import journal
from surveys.store.database import insert_into, writing

MARKED = "mark inspection"
"""What the journal calls it."""

VISIT = timedelta(hours=1)
"""Marks that somebody makes one by one within this time are one entry of the journal."""


@dataclass(frozen=True)
class Entry:
    """What an inspector says of an item: a finding, or None to take the mark away.

    `seen` is the print of the finding that the inspector's page showed, empty where it showed none.
    """

    finding: Finding | None
    seen: str = ""


@dataclass(frozen=True)
class Marked:
    """A finding as it is stored, with whose it is."""

    finding: Finding
    by: str
    at: datetime


@dataclass(frozen=True)
class Saved:
    """What became of some entries, by item: those that changed a mark, and those that somebody else has changed.

    `conflicts` says what stands there now (None: no mark).
    """

    changed: frozenset[str]
    conflicts: dict[str, Marked | None]


def marked(session: Session, assessment_id: int, organization_id: int) -> dict[str, Marked]:
    """What was found of an organization in a round, by item."""
    query = select(InspectionMark).where(*_of(InspectionMark, assessment_id, organization_id))
    return {
        row.item: Marked(Finding(row.item, Mark(row.value), row.note, row.page), row.marked_by, row.marked_at)
        for row in session.scalars(query)
    }


def save(
    session: Session, assessment_id: int, organization: Organization, entries: Mapping[str, Entry], actor: str
) -> Saved:
    """Save what an inspector says of some items (by id), and note it in the journal.

    An entry that says what its page showed already changes nothing. One of an item that is by now neither what the
    page showed nor what the entry says is not saved: somebody else has changed it.
    """
    if not entries:
        return Saved(frozenset(), {})
    with writing(session):
        saved = _put(session, assessment_id, organization.id, entries, actor)
        if saved.changed:
            _note(session, assessment_id, organization.code, len(saved.changed), actor)
    return saved


def _put(session: Session, assessment_id: int, organization_id: int, entries: Mapping[str, Entry], actor: str) -> Saved:
    stored = marked(session, assessment_id, organization_id)
    conflicts: dict[str, Marked | None] = {}
    changed: list[Finding] = []
    gone: list[str] = []
    for item, entry in entries.items():
        there = stored.get(item)
        now, wanted = _print(there.finding if there else None), _print(entry.finding)
        if wanted in (entry.seen, now):
            continue
        if now != entry.seen:
            conflicts[item] = there
        elif entry.finding is None:
            gone.append(item)
        else:
            changed.append(entry.finding)
    write(session, assessment_id, [(organization_id, finding) for finding in changed], actor)
    if gone:
        own = _of(InspectionMark, assessment_id, organization_id)
        session.execute(delete(InspectionMark).where(*own, InspectionMark.item.in_(gone)))
    return Saved(frozenset([*gone, *(finding.item for finding in changed)]), conflicts)


def write(session: Session, assessment_id: int, findings: Iterable[tuple[int, Finding]], actor: str) -> int:
    """Put findings, each with its organization's id, whatever stood there before; in the caller's transaction.

    A mark that says the same already stays with whom it is from.
    """
    now = datetime.now(UTC)
    rows = [
        {
            "organization_id": organization_id,
            "assessment_id": assessment_id,
            "item": one.item,
            "value": one.value.value,
            "note": one.note,
            "page": one.page,
            "marked_by": actor[:255],
            "marked_at": now,
        }
        for organization_id, one in findings
    ]
    if rows:
        new = insert_into(InspectionMark, session.get_bind().dialect.name)
        said, by = ("value", "note", "page"), ("marked_by", "marked_at")
        differs = or_(*(new.excluded[name] != InspectionMark.__table__.c[name] for name in said))
        put = new.on_conflict_do_update(
            index_elements=list(InspectionMark.__table__.primary_key),
            set_={name: new.excluded[name] for name in (*said, *by)},
            where=differs,
        )
        session.connection().execute(put, rows)
    return len(rows)


def findings(session: Session, assessment_id: int) -> Iterator[tuple[str, Finding]]:
    """Everything that was found in a round, with the organizations' codes, in the order of codes and items."""
    mark = InspectionMark
    query = (
        select(Organization.code, mark.item, mark.value, mark.note, mark.page)
        .join(mark, mark.organization_id == Organization.id)
        .where(mark.assessment_id == assessment_id)
        .order_by(Organization.code, mark.item)
    )
    for code, item, value, note, page in session.execute(query.execution_options(yield_per=1000)):
        yield code, Finding(item, Mark(value), note, page)


def _note(session: Session, assessment_id: int, code: str, number: int, actor: str) -> None:
    """Note marks in the journal. What somebody marks in a visit, item by item, is one entry that grows."""
    where, now = f"{assessment_id}, {code}", datetime.now(UTC)
    query = select(JournalEntry).where(JournalEntry.actor == actor[:255], JournalEntry.at > now - VISIT)
    last = session.scalars(query.order_by(JournalEntry.id.desc()).limit(1)).first()
    place, _, before = last.subject.rpartition(", ") if last and last.action == MARKED else ("", "", "")
    if last is not None and place == where:
        last.subject = f"{where}, {int(before) + number}"
    else:
        journal.add(session, actor, MARKED, f"{where}, {number}")


def _of(table: Any, assessment_id: int, organization_id: int) -> tuple[Any, Any]:
    return table.organization_id == organization_id, table.assessment_id == assessment_id


def _print(finding: Finding | None) -> str:
    return finding.print if finding else ""

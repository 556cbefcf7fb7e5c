"""What inspections find: marks of a round's organizations, each saved over what its inspector has seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import AssessmentMember, InspectionMark, InspectionPhoto, Organization
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.store.database import insert_into, writing


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
class Inspected:
    """How far the inspection of an organization is: items marked, photographs taken."""

    code: str
    name: str
    municipality: str
    marked: int
    photos: int


def marked(session: Session, assessment_id: int, organization_id: int) -> dict[str, Marked]:
    """What was found of an organization in a round, by item."""
    query = select(InspectionMark).where(*_of(InspectionMark, assessment_id, organization_id))
    return {
        row.item: Marked(Finding(row.item, Mark(row.value), row.note, row.page), row.marked_by, row.marked_at)
        for row in session.scalars(query)
    }


def save(
    session: Session, assessment_id: int, organization_id: int, entries: Mapping[str, Entry], actor: str
) -> dict[str, Marked | None]:
    """Save what an inspector says of some items (by id), and give back those that somebody else has changed.

    An entry that says what its page showed already changes nothing. One of an item that is by now neither what the
    page showed nor what the entry says is not saved: it is given back with what stands there now (None: no mark).
    """
    with writing(session):
        return put(session, assessment_id, organization_id, entries, actor)


def put(
    session: Session, assessment_id: int, organization_id: int, entries: Mapping[str, Entry], actor: str
) -> dict[str, Marked | None]:
    """As `save`, in the caller's transaction."""
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
    return conflicts


def write(session: Session, assessment_id: int, findings: Iterable[tuple[int, Finding]], actor: str) -> int:
    """Put findings, each with its organization's id, whatever stood there before; in the caller's transaction."""
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
        changed = {name: new.excluded[name] for name in ("value", "note", "page", "marked_by", "marked_at")}
        key = list(InspectionMark.__table__.primary_key)
        session.connection().execute(new.on_conflict_do_update(index_elements=key, set_=changed), rows)
    return len(rows)


def progress(session: Session, assessment_id: int) -> list[Inspected]:
    """How far the inspections of a round are, by the organizations' names."""
    query = (
        select(
            Organization.code,
            Organization.name,
            Organization.municipality,
            _number(InspectionMark, assessment_id),
            _number(InspectionPhoto, assessment_id),
        )
        .join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
        .where(AssessmentMember.assessment_id == assessment_id)
        .order_by(Organization.name, Organization.code)
    )
    return [Inspected(*row) for row in session.execute(query)]


def findings(session: Session, assessment_id: int) -> list[tuple[str, Finding]]:
    """Everything that was found in a round, with the organizations' codes, in the order of codes and items."""
    query = (
        select(Organization.code, InspectionMark)
        .join(InspectionMark, InspectionMark.organization_id == Organization.id)
        .where(InspectionMark.assessment_id == assessment_id)
        .order_by(Organization.code, InspectionMark.item)
    )
    return [(code, Finding(row.item, Mark(row.value), row.note, row.page)) for code, row in session.execute(query)]


def _number(table: Any, assessment_id: int) -> Any:
    own = (table.organization_id == Organization.id, table.assessment_id == assessment_id)
    return select(func.count()).select_from(table).where(*own).correlate(Organization).scalar_subquery()


def _of(table: Any, assessment_id: int, organization_id: int) -> tuple[Any, Any]:
    return table.organization_id == organization_id, table.assessment_id == assessment_id


def _print(finding: Finding | None) -> str:
    return finding.print if finding else ""

"""Photographs as evidence of what an inspection found."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from models import InspectionPhoto, Organization
from surveys.domain.messages import N_, Message
from surveys.store import journal
from surveys.store.database import insert_into, writing

MOST = 12
"""How many photographs of one item are kept."""


@dataclass(frozen=True)
class Photo:
    """A photograph: its number, the item that it shows, who added it and when."""

    id: int
    item: str
    by: str
    at: datetime


def add(  # noqa: PLR0913, PLR0917
    session: Session, assessment_id: int, organization_id: int, item: str, content: bytes, actor: str
) -> Message | None:
    """Keep a photograph (JPEG); the same one of the same item is kept once. Says why if there is no room for it."""
    row = {
        "organization_id": organization_id,
        "assessment_id": assessment_id,
        "item": item,
        "content": content,
        "digest": hashlib.sha256(content).hexdigest(),
        "added_by": actor[:255],
        "added_at": datetime.now(UTC),
    }
    own = (
        InspectionPhoto.organization_id == organization_id,
        InspectionPhoto.assessment_id == assessment_id,
        InspectionPhoto.item == item,
    )
    with writing(session):
        others = select(func.count()).where(*own, InspectionPhoto.digest != row["digest"])
        if (session.scalar(others) or 0) >= MOST:
            return N_("an item has at most %(most)d photographs", most=MOST)
        new = insert_into(InspectionPhoto, session.get_bind().dialect.name).values(row)
        session.execute(new.on_conflict_do_nothing())
    return None


def of_organization(session: Session, assessment_id: int, organization_id: int) -> list[Photo]:
    """The photographs of an organization in a round, without their content, oldest first."""
    query = select(InspectionPhoto).where(
        InspectionPhoto.assessment_id == assessment_id, InspectionPhoto.organization_id == organization_id
    )
    rows = session.scalars(query.order_by(InspectionPhoto.id))
    return [Photo(row.id, row.item, row.added_by, row.added_at) for row in rows]


def content(session: Session, assessment_id: int, organization_id: int, photo_id: int) -> bytes | None:
    """A photograph (JPEG) of an organization in a round; None if there is none with this number."""
    return session.scalar(select(InspectionPhoto.content).where(*_one(assessment_id, organization_id, photo_id)))


def remove(session: Session, assessment_id: int, organization: Organization, photo_id: int, actor: str) -> None:
    """Delete a photograph, and note it in the journal."""
    own = _one(assessment_id, organization.id, photo_id)
    with writing(session):
        item = session.scalar(select(InspectionPhoto.item).where(*own))
        if item is not None:
            session.execute(delete(InspectionPhoto).where(*own))
            journal.add(session, actor, "delete photograph", f"{assessment_id}, {organization.code}, {item}")


def _one(assessment_id: int, organization_id: int, photo_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        InspectionPhoto.id == photo_id,
        InspectionPhoto.assessment_id == assessment_id,
        InspectionPhoto.organization_id == organization_id,
    )

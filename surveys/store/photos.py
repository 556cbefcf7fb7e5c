"""Photographs as evidence of what an inspection found."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from models import InspectionPhoto
from surveys.store.database import insert_into, writing


@dataclass(frozen=True)
class Photo:
    """A photograph: its number, the item that it shows, who added it and when."""

    id: int
    item: str
    by: str
    at: datetime


def add(session: Session, assessment_id: int, organization_id: int, item: str, content: bytes, actor: str) -> None:  # noqa: PLR0913, PLR0917
    """Keep a photograph (JPEG); the same one of the same item is kept once."""
    row = {
        "organization_id": organization_id,
        "assessment_id": assessment_id,
        "item": item,
        "content": content,
        "digest": hashlib.sha256(content).hexdigest(),
        "added_by": actor[:255],
        "added_at": datetime.now(UTC),
    }
    with writing(session):
        new = insert_into(InspectionPhoto, session.get_bind().dialect.name).values(row)
        session.execute(new.on_conflict_do_nothing())


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


def remove(session: Session, assessment_id: int, organization_id: int, photo_id: int) -> None:
    """Delete a photograph."""
    with writing(session):
        session.execute(delete(InspectionPhoto).where(*_one(assessment_id, organization_id, photo_id)))


def _one(assessment_id: int, organization_id: int, photo_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        InspectionPhoto.id == photo_id,
        InspectionPhoto.assessment_id == assessment_id,
        InspectionPhoto.organization_id == organization_id,
    )

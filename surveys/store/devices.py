"""Shared tablets of organizations: each has a key in its address, of which only a hash is kept."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session

from models import Device
from surveys.domain.messages import N_, Message
from surveys.store import direct, journal, organizations
from surveys.store.database import writing

KEY_BYTES = 15
"""24 characters of base32, without 0, 1, 8 and 9, so that a key can be typed."""

LONGEST_TITLE = 200
MOST_LIVING = 100


def of(session: Session, organization_id: int) -> Sequence[Device]:
    """The tablets of an organization: those in use first, then the newest first."""
    found = select(Device).where(Device.organization_id == organization_id)
    return session.scalars(found.order_by(Device.revoked_at.is_not(None), Device.id.desc())).all()


def one(session: Session, organization_id: int, device_id: int) -> Device | None:
    """The tablet of an organization with this id; None if there is none."""
    found = select(Device).where(Device.organization_id == organization_id, Device.id == device_id)
    return session.scalar(found)


def make(session: Session, code: str, title: str, actor: str) -> str | Message:
    """Make a tablet for an organization; its key, which nobody can read out again, or why not."""
    key = base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()
    with writing(session):
        organization = organizations.by_code(session, code)
        if organization is None:
            return N_("This organization is not in the registry any more.")
        living = [device.title for device in of(session, organization.id) if device.revoked_at is None]
        if title.casefold() in (known.casefold() for known in living):
            return N_("There is a tablet with this name already. Name this one otherwise, or switch that one off.")
        if len(living) >= MOST_LIVING:
            return N_(
                "This organization has %(number)d tablets. Switch off those that are not in use.", number=len(living)
            )
        session.add(
            Device(organization_id=organization.id, title=title, key_hash=_hash(key), made_at=datetime.now(UTC))
        )
        journal.add(session, actor, "add tablet", f"{organization.code}: {title}")
    return key


def revoke(session: Session, code: str, device_id: int, actor: str) -> bool:
    """Let a tablet's key count no more, from now on; whether there is such a tablet. A second time changes nothing."""
    with writing(session):
        organization = organizations.by_code(session, code)
        found = one(session, organization.id, device_id) if organization else None
        if organization is None or found is None:
            return False
        if found.revoked_at is None:
            found.revoked_at = datetime.now(UTC)
            journal.add(session, actor, "revoke tablet", f"{organization.code}: {found.title}")
    return True


def living(engine: Engine, organization_id: int, key: str) -> int | None:
    """The id of an organization's tablet with this key; None if there is none, or if it is revoked."""
    asked = {"organization": organization_id, "hash": _hash(key)}
    with direct.reading(engine) as database:
        row = database.run(_living, asked).fetchone()
    return row[0] if row else None


def _living(_dialect: str) -> Any:
    return select(Device.id).where(
        Device.organization_id == bindparam("organization"),
        Device.key_hash == bindparam("hash"),
        Device.revoked_at.is_(None),
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.strip().upper().encode("utf-8", "replace")).hexdigest()

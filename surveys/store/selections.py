"""Which responses are meant: of a round, of some organizations, of some days, by a channel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from models import Organization, OrganizationForm, Response
from surveys.domain import codes, registry

CHANNELS = ("link", "qr", "embed", "kiosk", "paper", "interview", "phone")
"""The ways by which responses come."""


@dataclass(frozen=True)
class Selection:
    """Which responses are meant; what is empty leaves none out. Both days are included.

    `codes` name organizations, `words` are looked for in their names, municipalities and addresses, or are a code.
    """

    assessment_id: int
    codes: tuple[str, ...] = ()
    words: str = ""
    form: str = ""
    municipality: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The selection as a job keeps it."""
        filled = {name: value for name, value in asdict(self).items() if value or name == "assessment_id"}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The selection that a job keeps."""
        days = {name: date.fromisoformat(kept[name]) for name in ("since", "until") if kept.get(name)}
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        return cls(**known | {"codes": tuple(kept.get("codes", ()))} | days)


def count(session: Session, selection: Selection) -> int:
    """How many responses are meant."""
    return session.scalar(select(func.count()).select_from(Response).where(*conditions(selection))) or 0


def organizations_meant(session: Session, selection: Selection) -> int | None:
    """How many organizations of the registry are meant; None if none is left out."""
    meant = _of_organizations(selection)
    return session.scalar(select(func.count()).select_from(Organization).where(*meant)) if meant else None


def unknown_codes(session: Session, selection: Selection) -> list[str]:
    """The codes of the selection that no organization has."""
    known = set(session.scalars(select(Organization.code).where(Organization.code.in_(selection.codes))))
    return [code for code in selection.codes if code not in known]


def conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """The selection as the conditions of a statement on responses.

    Organizations are named even where all are meant: their responses' key begins with them, so that those of other
    rounds are not read.
    """
    meant = select(Organization.id).where(*_of_organizations(selection))
    found = [Response.assessment_id == selection.assessment_id, Response.organization_id.in_(meant)]
    if selection.channel:
        found.append(Response.channel == selection.channel)
    if selection.since:
        found.append(Response.day >= selection.since)
    if selection.until:
        found.append(Response.day <= selection.until)
    return found


def _of_organizations(selection: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if selection.codes:
        found.append(Organization.code.in_(selection.codes))
    if words := registry.search_words(selection.words):
        named = [Organization.search_text.contains(word, autoescape=True) for word in words]
        found.append(or_(Organization.code == codes.normal(selection.words), and_(*named)))
    if selection.form:
        same = select(OrganizationForm.organization_id).where(OrganizationForm.form == selection.form)
        found.append(Organization.id.in_(same))
    if selection.municipality:
        found.append(Organization.municipality == selection.municipality)
    return found

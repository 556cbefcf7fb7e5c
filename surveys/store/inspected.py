"""How far the inspections of a round are: as a whole, and organization by organization."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from models import AssessmentMember, InspectionMark, InspectionPhoto, Organization
from surveys.domain import registry


@dataclass(frozen=True)
class Inspected:
    """How far the inspection of an organization is: items marked, photographs taken."""

    code: str
    name: str
    municipality: str
    marked: int
    photos: int


@dataclass(frozen=True)
class Progress:
    """How far a round is: its organizations, those with every item marked, all marks."""

    organizations: int
    finished: int
    marks: int


@dataclass(frozen=True)
class Found:
    """One page of a list: which one, of how many, and how many organizations all of them have."""

    lines: list[Inspected]
    page: int
    pages: int
    total: int


def member(session: Session, assessment_id: int, code: str) -> Organization | None:
    """The organization with this code if it is in a round."""
    query = select(Organization).join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
    return session.scalar(query.where(AssessmentMember.assessment_id == assessment_id, Organization.code == code))


def progress(session: Session, assessment_id: int, items: Collection[str]) -> Progress:
    """How far a round is in marking these items."""
    member, mark = AssessmentMember, InspectionMark
    own = mark.organization_id == member.organization_id, mark.assessment_id == assessment_id, mark.item.in_(items)
    numbers = select(func.count(mark.item).label("number")).select_from(member).outerjoin(mark, and_(*own))
    each = numbers.where(member.assessment_id == assessment_id).group_by(member.organization_id).subquery()
    finished = func.count().filter(each.c.number == len(items))
    row = session.execute(select(func.count(), finished, func.coalesce(func.sum(each.c.number), 0)).select_from(each))
    return Progress(*map(int, row.one()))


def page(  # noqa: PLR0913
    session: Session,
    assessment_id: int,
    items: Collection[str],
    *,
    query: str = "",
    unfinished: bool = False,
    number: int = 1,
    length: int = 50,
) -> Found:
    """A page of a round's organizations by name: those that `query` finds, or that are not finished, if so asked."""
    marks = _marks(assessment_id, items)
    conditions = _named(query) + ([marks < len(items)] if unfinished else [])
    total = session.scalar(_members(select(func.count(Organization.id)), assessment_id).where(*conditions)) or 0
    pages = max(-(-total // length), 1)
    number = min(max(number, 1), pages)
    columns = (Organization.code, Organization.name, Organization.municipality, marks, _photos(assessment_id))
    rows = _members(select(*columns), assessment_id).where(*conditions).order_by(Organization.name, Organization.code)
    lines = [Inspected(*row) for row in session.execute(rows.limit(length).offset((number - 1) * length))]
    return Found(lines, number, pages, total)


def _members(query: Select[Any], assessment_id: int) -> Select[Any]:
    joined = query.select_from(Organization).join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
    return joined.where(AssessmentMember.assessment_id == assessment_id)


def _named(query: str) -> list[ColumnElement[bool]]:
    words = registry.search_words(query)
    if query.strip() and not words:
        return [Organization.id.is_(None)]
    return [Organization.search_text.contains(word, autoescape=True) for word in words]


def _marks(assessment_id: int, items: Collection[str]) -> Any:
    """How many of these items are marked, of each organization."""
    own = InspectionMark.organization_id == Organization.id, InspectionMark.assessment_id == assessment_id
    query = select(func.count()).select_from(InspectionMark).where(*own, InspectionMark.item.in_(items))
    return query.correlate(Organization).scalar_subquery()


def _photos(assessment_id: int) -> Any:
    own = InspectionPhoto.organization_id == Organization.id, InspectionPhoto.assessment_id == assessment_id
    query = select(func.count()).select_from(InspectionPhoto).where(*own)
    return query.correlate(Organization).scalar_subquery()

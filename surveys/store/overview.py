"""Organizations with what has come in for them: from tallies alone, so at the same cost for any number of responses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from models import AnswerTally, AssessmentMember, DayTally, Organization, OrganizationForm
from surveys.domain import registry
from surveys.store import assessments
from surveys.store.assessments import STANDING_ID, Round

WEEK = timedelta(days=6)
"""The last seven days begin so long before today."""

SORTED_BY = ("name", "municipality", "form", "responses", "week")


@dataclass(frozen=True)
class Wanted:
    """Which organizations a list is of, and in what order. What is empty or None asks for nothing.

    `in_round` is whether they are in a round that is open; `without_site` and `silent` ask for those that have no
    site and no response.
    """

    query: str = ""
    form: str = ""
    municipality: str = ""
    in_round: bool | None = None
    without_site: bool = False
    silent: bool = False
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True)
class Line:
    """An organization and how many responses it has: in the rounds that are counted, and in the last seven days."""

    organization: Organization
    responses: int
    week: int


@dataclass(frozen=True)
class Found:
    """One page of a list: which one, of how many, and how many organizations all of them have."""

    lines: list[Line]
    page: int
    pages: int
    total: int


def page(session: Session, wanted: Wanted, rounds: Sequence[int], today: date, number: int, length: int) -> Found:  # noqa: PLR0913, PLR0917
    """A page of the organizations that are wanted, with their responses in these rounds (ids)."""
    conditions = _conditions(wanted, rounds)
    total = session.scalar(select(func.count()).select_from(Organization).where(*conditions)) or 0
    pages = max(-(-total // length), 1)
    number = min(max(number, 1), pages)
    key = _sort_key(wanted.sort, rounds, today)
    order = key.desc() if wanted.descending else key.asc()
    query = select(Organization).where(*conditions).order_by(order, Organization.search_text, Organization.code)
    organizations = session.scalars(query.limit(length).offset((number - 1) * length)).all()
    counts = _counts(session, [one.id for one in organizations], rounds, today)
    lines = [Line(one, *counts.get(one.id, (0, 0))) for one in organizations]
    return Found(lines, number, pages, total)


def count_without_site(session: Session) -> int:
    """How many organizations have no site."""
    return session.scalar(select(func.count()).select_from(Organization).where(Organization.site == "")) or 0


def municipalities(session: Session) -> list[str]:
    """Every municipality that an organization has, in order."""
    query = select(Organization.municipality).where(Organization.municipality != "").distinct()
    return list(session.scalars(query.order_by(Organization.municipality)))


def _conditions(wanted: Wanted, rounds: Sequence[int]) -> list[ColumnElement[bool]]:
    words = registry.search_words(wanted.query)
    found = [Organization.search_text.contains(word, autoescape=True) for word in words]
    if wanted.query.strip() and not words:
        found.append(Organization.id.is_(None))
    if wanted.form:
        of_form = and_(OrganizationForm.organization_id == Organization.id, OrganizationForm.form == wanted.form)
        found.append(exists().where(of_form))
    if wanted.municipality:
        found.append(Organization.municipality == wanted.municipality)
    if wanted.in_round is not None:
        member = exists().where(
            AssessmentMember.organization_id == Organization.id,
            AssessmentMember.assessment_id.in_([round_ for round_ in rounds if round_ != STANDING_ID]),
        )
        found.append(member if wanted.in_round else ~member)
    if wanted.without_site:
        found.append(Organization.site == "")
    if wanted.silent:
        found.append(~exists().where(*_of(Organization.id, rounds)))
    return found


def _of(organization_id: Any, rounds: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return DayTally.organization_id == organization_id, DayTally.assessment_id.in_(rounds)


def _sort_key(sort: str, rounds: Sequence[int], today: date) -> Any:
    of_its_own = _of(Organization.id, rounds)
    collected = select(func.coalesce(func.sum(DayTally.count), 0)).where(*of_its_own)
    first_form = select(func.min(OrganizationForm.form)).where(OrganizationForm.organization_id == Organization.id)
    keys: dict[str, Any] = {
        "municipality": Organization.municipality,
        "form": func.coalesce(first_form.correlate(Organization).scalar_subquery(), "~"),
        "responses": collected.correlate(Organization).scalar_subquery(),
        "week": collected.where(DayTally.day >= today - WEEK).correlate(Organization).scalar_subquery(),
    }
    return keys.get(sort, Organization.search_text)


def _counts(session: Session, ids: list[int], rounds: Sequence[int], today: date) -> dict[int, tuple[int, int]]:
    week = func.coalesce(func.sum(DayTally.count).filter(DayTally.day >= today - WEEK), 0)
    query = (
        select(DayTally.organization_id, func.sum(DayTally.count), week)
        .where(DayTally.organization_id.in_(ids), DayTally.assessment_id.in_(rounds))
        .group_by(DayTally.organization_id)
    )
    return {id_: (int(total), int(recent)) for id_, total, recent in session.execute(query)}


@dataclass(frozen=True)
class Progress:
    """What has come in for one organization in one round, by day (newest first) and channel."""

    days: dict[date, dict[str, int]] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.channels.values())

    def since(self, first: date) -> int:
        """What has come in from a day on."""
        return sum(sum(counts.values()) for day, counts in self.days.items() if day >= first)


def progress(session: Session, organization_id: int, round_id: int) -> Progress:
    """How many responses an organization has in a round, by day and channel."""
    query = (
        select(DayTally.day, DayTally.channel, DayTally.count)
        .where(*_of(organization_id, [round_id]), DayTally.count > 0)
        .order_by(DayTally.day.desc(), DayTally.channel)
    )
    found = Progress()
    for day, channel, count in session.execute(query):
        found.days.setdefault(day, {})[channel] = count
        found.channels[channel] = found.channels.get(channel, 0) + count
    return found


def texts_given(session: Session, organization_id: int, round_id: int, questions: Sequence[str]) -> int:
    """How many responses of an organization in a round have a text to these questions."""
    query = select(func.sum(AnswerTally.count)).where(
        AnswerTally.organization_id == organization_id,
        AnswerTally.assessment_id == round_id,
        AnswerTally.question.in_(questions),
    )
    return int(session.scalar(query) or 0)


def rounds_of(session: Session, organization_id: int, today: date) -> list[Round]:
    """The rounds that an organization is or was in, newest first, and the standing collection last."""
    query = select(AssessmentMember.assessment_id).where(AssessmentMember.organization_id == organization_id)
    own = set(session.scalars(query))
    return [found for found in assessments.rounds(session, today) if found.standing or found.id in own]

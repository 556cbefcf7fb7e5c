"""Rounds of assessment, the standing collection between them, and where a response goes today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from models import Assessment, AssessmentMember, Organization
from surveys.domain.messages import N_, Message
from surveys.store import direct
from surveys.store.database import writing

STANDING_ID = 0
"""The standing collection: what comes in between rounds and counts in none."""


class RoundRefused(Exception):
    """A round that cannot be opened or closed; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Round:
    """A round, or the standing collection, as it is on a day. `state` is planned, open or closed."""

    id: int
    title: str
    state: str
    opens_on: date
    closes_on: date | None
    questionnaire: str
    standing: bool
    organizations: int


@dataclass(frozen=True)
class Reception:
    """An organization and where its responses go today. `questionnaire` is empty in the standing collection."""

    organization_id: int
    code: str
    name: str
    short_name: str
    assessment_id: int
    questionnaire: str
    closes_on: date | None


def _is_open(today: BindParameter[date]) -> ColumnElement[bool]:
    return and_(
        Assessment.standing.is_(False),
        Assessment.opens_on <= today,
        Assessment.closed_on.is_(None),
        or_(Assessment.closes_on.is_(None), Assessment.closes_on >= today),
    )


def receiving(organization_id: BindParameter[int], today: BindParameter[date]) -> ColumnElement[int]:
    """The id of the assessment that an organization's responses go to on a day, as a part of a statement."""
    open_now = (
        select(Assessment.id)
        .join(AssessmentMember, Assessment.id == AssessmentMember.assessment_id)
        .where(AssessmentMember.organization_id == organization_id, _is_open(today))
    )
    return func.coalesce(open_now.limit(1).scalar_subquery(), STANDING_ID)


def _reception(_dialect: str) -> Any:
    open_now = (
        select(AssessmentMember.organization_id, Assessment.id, Assessment.questionnaire, Assessment.closes_on)
        .join(Assessment, Assessment.id == AssessmentMember.assessment_id)
        .where(_is_open(bindparam("today")))
        .subquery()
    )
    return (
        select(
            Organization.id,
            Organization.code,
            Organization.name,
            Organization.short_name,
            func.coalesce(open_now.c.id, STANDING_ID),
            func.coalesce(open_now.c.questionnaire, ""),
            open_now.c.closes_on,
        )
        .outerjoin(open_now, open_now.c.organization_id == Organization.id)
        .where(Organization.code == bindparam("code"))
    )


def reception(session: Session, code: str, today: date) -> Reception | None:
    """The organization with this code and where its responses go on `today`; None for an unknown code."""
    with direct.reading(session) as database:
        row = database.run(_reception, {"code": code, "today": today.isoformat()}).fetchone()
    if row is None:
        return None
    *known, day = row
    closes_on = date.fromisoformat(day) if isinstance(day, str) else day  # SQLite tells a date as text
    return Reception(*known, closes_on)  # type: ignore[call-arg]


class Receptions:
    """Receptions of a few seconds ago at most, so that a questionnaire that many open at once costs no query each.

    A round that this process opens or closes shows at once. No response is stored by this: `receiving` asks anew.
    """

    SECONDS = 10.0
    changes = 0
    """How often this process has opened or closed a round."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[date, int], Reception]] = {}

    def get(self, session: Callable[[], Session], code: str, today: date) -> Reception | None:
        """As `reception`. Codes that do not exist are not remembered: anybody can make up any number of them."""
        now, valid = monotonic(), (today, Receptions.changes)
        known = self._known.get(code)
        if known is not None and known[1] == valid and now - known[0] < self.SECONDS:
            return known[2]
        found = reception(session(), code, today)
        if found is not None:
            self._known[code] = (now, valid, found)
        return found


def rounds(session: Session, today: date) -> list[Round]:
    """All rounds as they are on `today`, newest first, and the standing collection last."""
    members = (
        select(func.count())
        .where(AssessmentMember.assessment_id == Assessment.id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    state = case(
        (Assessment.standing, "open"),
        (Assessment.closed_on.is_not(None), "closed"),
        (Assessment.opens_on > today, "planned"),
        (Assessment.closes_on < today, "closed"),
        else_="open",
    )
    query = select(
        Assessment.id,
        Assessment.title,
        state,
        Assessment.opens_on,
        Assessment.closes_on,
        Assessment.questionnaire,
        Assessment.standing,
        members,
    ).order_by(Assessment.standing, Assessment.id.desc())
    return [Round(*row) for row in session.execute(query)]


def round_of(session: Session, assessment_id: int, today: date) -> Round | None:
    """The round with this id as it is on `today`, None if there is none."""
    return next((found for found in rounds(session, today) if found.id == assessment_id), None)


def open_round(  # noqa: PLR0913
    session: Session,
    *,
    title: str,
    questionnaire: str,
    opens_on: date,
    closes_on: date | None = None,
    codes: Sequence[str] | None = None,
) -> int:
    """Make a round of the organizations with these codes (None: of all) and return its id.

    Its members, and the numbers of their recipients, are fixed now. Raises RoundRefused if a code is unknown,
    if there is no organization, or if one is in another round that has not ended by `opens_on`.
    """
    if closes_on is not None and closes_on < opens_on:
        raise RoundRefused(N_("The round would end before it begins: check the dates."))
    with writing(session):
        members = _members(session, codes)
        _refuse_busy(session, [organization_id for organization_id, _ in members], opens_on, closes_on)
        assessment = Assessment(title=title, questionnaire=questionnaire, opens_on=opens_on, closes_on=closes_on)
        session.add(assessment)
        session.flush()
        rows = [
            {"assessment_id": assessment.id, "organization_id": organization_id, "recipients": recipients}
            for organization_id, recipients in members
        ]
        session.execute(insert(AssessmentMember), rows)
    Receptions.changes += 1
    return assessment.id


def close_round(session: Session, assessment_id: int, today: date) -> None:
    """End a round now. Raises RoundRefused if there is no such round or it is closed already."""
    with writing(session):
        found = round_of(session, assessment_id, today)
        if found is None or found.standing:
            raise RoundRefused(N_("There is no round with the number %(id)d.", id=assessment_id))
        if found.state == "closed":
            raise RoundRefused(N_("The round %(id)d is closed already.", id=assessment_id))
        session.execute(update(Assessment).where(Assessment.id == assessment_id).values(closed_on=today))
    Receptions.changes += 1


def _members(session: Session, codes: Sequence[str] | None) -> list[tuple[int, int | None]]:
    query = select(Organization.id, Organization.recipients, Organization.code).order_by(Organization.id)
    found = session.execute(query).all()
    if codes is not None:
        unknown = sorted(set(codes) - {code for _, _, code in found})
        if unknown:
            raise RoundRefused(N_("No organization has the code %(codes)s.", codes=", ".join(unknown)))
        found = [row for row in found if row[2] in set(codes)]
    if not found:
        raise RoundRefused(N_("There are no organizations yet. Import them first: flask import-organizations FILE."))
    return [(organization_id, recipients) for organization_id, recipients, _ in found]


def _refuse_busy(session: Session, ids: list[int], opens_on: date, closes_on: date | None) -> None:
    """An organization is in at most one round at a time: refuse if another one overlaps."""
    overlaps = and_(
        Assessment.standing.is_(False),
        Assessment.closed_on.is_(None),
        or_(Assessment.closes_on.is_(None), Assessment.closes_on >= opens_on),
        Assessment.opens_on <= closes_on if closes_on is not None else true(),
    )
    query = (
        select(Organization.id, Organization.code, Assessment.id)
        .join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
        .join(Assessment, Assessment.id == AssessmentMember.assessment_id)
        .where(overlaps)
        .order_by(Assessment.id, Organization.code)
    )
    wanted = set(ids)
    busy = [(code, assessment_id) for id_, code, assessment_id in session.execute(query) if id_ in wanted]
    if busy:
        shown = ", ".join(code for code, _ in busy[:10]) + ("…" if len(busy) > 10 else "")
        raise RoundRefused(
            N_(
                "%(count)d organizations are in the round %(id)d, which has not ended: %(codes)s.",
                count=len(busy),
                id=busy[0][1],
                codes=shown,
            )
        )

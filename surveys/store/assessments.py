"""Rounds of assessment, the standing collection between them, and where a response goes today."""

from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Engine, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import Assessment, AssessmentMember, Organization
from surveys.store import direct

STANDING_ID = 0
"""The standing collection: what comes in between rounds and counts in none."""


@dataclass(frozen=True)
class Round:
    """A round, or the standing collection, as it is on a day.

    `state` is planned, open or closed; `closed_on` is when it was closed by hand.
    """

    id: int
    title: str
    state: str
    opens_on: date
    closes_on: date | None
    questionnaire: str
    standing: bool
    organizations: int
    closed_on: date | None = None
    methodology: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day of the collection; None if it is not known yet."""
        return self.closed_on or self.closes_on


@dataclass(frozen=True)
class Reception:
    """An organization and where its responses go today. `questionnaire` is empty in the standing collection."""

    organization_id: int
    code: str
    name: str
    short_name: str
    assessment_id: int
    questionnaire: str
    site: str
    closes_on: date | None


def receiving(organization_id: Any, today: BindParameter[date]) -> ColumnElement[int]:
    """The id of the assessment that an organization's responses go to on a day, as a part of a statement."""
    round_ = aliased(Assessment)
    open_now = (
        select(round_.id)
        .join(AssessmentMember, AssessmentMember.assessment_id == round_.id)
        .where(
            AssessmentMember.organization_id == organization_id,
            round_.standing.is_(False),
            round_.opens_on <= today,
            round_.closed_on.is_(None),
            or_(round_.closes_on.is_(None), round_.closes_on >= today),
        )
    )
    return func.coalesce(open_now.limit(1).scalar_subquery(), STANDING_ID)


def _reception(_dialect: str) -> Any:
    """Led by the code: one organization, its rounds, the one that is open. Never all members of all rounds."""
    return select(
        Organization.id,
        Organization.code,
        Organization.name,
        Organization.short_name,
        Assessment.id,
        Assessment.questionnaire,
        Organization.site,
        Assessment.closes_on,
    ).where(Organization.code == bindparam("code"), Assessment.id == receiving(Organization.id, bindparam("today")))


def reception(engine: Engine, code: str, today: date) -> Reception | None:
    """The organization with this code and where its responses go on `today`; None for an unknown code."""
    with direct.reading(engine) as database:
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
    changes = 0  # how often this process has opened or closed a round

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[date, int], Reception]] = {}

    def get(self, engine: Engine, code: str, today: date) -> Reception | None:
        """As `reception`. Codes that do not exist are not remembered: anybody can make up any number of them."""
        found = self.known(code, today)
        if found is None:
            now, valid = monotonic(), (today, Receptions.changes)
            found = reception(engine, code, today)
            if found is not None:
                self._known[code] = (now, valid, found)
        return found

    def known(self, code: str, today: date) -> Reception | None:
        """As `get`, of what is remembered only."""
        asked_at, valid, found = self._known.get(code, (0.0, None, None))
        return found if valid == (today, Receptions.changes) and monotonic() - asked_at < self.SECONDS else None


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
        Assessment.closed_on,
        Assessment.methodology,
    ).order_by(Assessment.standing, Assessment.id.desc())
    return [Round(*row) for row in session.execute(query)]


def round_of(session: Session, assessment_id: int, today: date) -> Round | None:
    """The round with this id as it is on `today`, None if there is none."""
    return next((found for found in rounds(session, today) if found.id == assessment_id), None)

"""Rounds of assessment, the standing collection between them, and where a response goes today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Engine, Subquery, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from models import Assessment, AssessmentMember, Organization
from surveys.store import direct
from surveys.store.database import Unavailable

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


@dataclass(frozen=True, slots=True)
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


def places(organization_id: Any) -> Subquery:
    """What can hold an organization's responses: the rounds that it is or was in, and the standing collection."""
    own = select(AssessmentMember.assessment_id).where(AssessmentMember.organization_id == organization_id)
    return select(literal(STANDING_ID).label("id")).union_all(own).subquery()


def _everybody(_dialect: str) -> Any:
    """Led by the organization: its rounds, the one that is open. Never all members of all rounds."""
    return select(
        Organization.id,
        Organization.code,
        Organization.name,
        Organization.short_name,
        Assessment.id,
        Assessment.questionnaire,
        Organization.site,
        Assessment.closes_on,
    ).where(Assessment.id == receiving(Organization.id, bindparam("today")))


def _one(dialect: str) -> Any:
    return _everybody(dialect).where(Organization.code == bindparam("code"))


def _reception(row: Sequence[Any]) -> Reception:
    *known, day = row
    closes_on = date.fromisoformat(day) if isinstance(day, str) else day  # SQLite tells a date as text
    return Reception(*known, closes_on)  # type: ignore[call-arg]


def reception(engine: Engine, code: str, today: date) -> Reception | None:
    """The organization with this code and where its responses go on `today`; None for an unknown code."""
    with direct.reading(engine) as database:
        row = database.run(_one, {"code": code, "today": today.isoformat()}).fetchone()
    return None if row is None else _reception(row)


class Receptions:
    """Receptions of a few seconds ago at most, so that a questionnaire that many open at once costs no query each.

    A round that this process opens or closes shows at once. While the database is away, the last known ones serve,
    however old. No response is stored by any of them: `receiving` asks anew.
    """

    SECONDS = 10.0
    changes = 0  # how often this process has opened or closed a round

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[date, int], Reception]] = {}

    def get(self, engine: Engine, code: str, today: date) -> Reception | None:
        """As `reception`. Codes that do not exist are not remembered: anybody can make up any number of them."""
        return self.known(code, today) or self.ask(engine, code, today)

    def known(self, code: str, today: date) -> Reception | None:
        """As `get`, of what is remembered only."""
        asked_at, valid, found = self._known.get(code, (0.0, None, None))
        return found if valid == (today, Receptions.changes) and monotonic() - asked_at < self.SECONDS else None

    def ask(self, engine: Engine, code: str, today: date) -> Reception | None:
        """As `get`, but asked now, unless the database is away. Raises Unavailable if nothing was known before."""
        now, valid = monotonic(), (today, Receptions.changes)
        try:
            found = reception(engine, code, today)
        except Unavailable:
            if code not in self._known:
                raise
            now, (_, _, found) = monotonic(), self._known[code]  # nobody asks again for a few seconds
        if found is not None:
            self._known[code] = (now, valid, found)
        return found

    def learn(self, engine: Engine, today: date) -> None:
        """Get to know all organizations, so that each can be shown while the database is away."""
        now, valid = monotonic(), (today, Receptions.changes)
        with direct.reading(engine) as database:
            for found in map(_reception, database.run(_everybody, {"today": today.isoformat()})):
                self._known[found.code] = (now, valid, found)


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

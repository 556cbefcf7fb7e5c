"""Rounds are opened, changed and closed here: who is in one, and that nobody is in two."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, Select, and_, insert, or_, select, true, update
from sqlalchemy.orm import Session

from models import Assessment, AssessmentMember, Organization
from surveys.domain.messages import N_, Message
from surveys.store.assessments import Receptions, Round, round_of
from surveys.store.database import Beside, writing

SHOWN_CODES = 10
"""How many codes a refusal names."""


class RoundRefused(Exception):
    """A round that cannot be opened, changed or closed; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def open_round(  # noqa: PLR0913
    session: Session,
    *,
    title: str,
    questionnaire: str,
    opens_on: date,
    methodology: str = "",
    closes_on: date | None = None,
    codes: Sequence[str] | None = None,
) -> int:
    """Make a round of the organizations with these codes (None: of all that are in no other round) and return its id.

    `questionnaire` and `methodology` are keys of definitions; without a methodology it is counted by what was in
    force on its first day. Its members, and the numbers of their recipients, are fixed now. Raises RoundRefused if a
    code is unknown, if there is no organization, or if one, or without codes each, is in another round that overlaps.
    """
    if closes_on is not None and closes_on < opens_on:
        raise RoundRefused(N_("The round would end before it begins: check the dates."))
    with writing(session, Beside.NOTHING):
        members = _free(session, _members(session, codes), opens_on, closes_on, all_of_them=codes is not None)
        assessment = Assessment(
            title=title,
            questionnaire=questionnaire,
            methodology=methodology,
            opens_on=opens_on,
            closes_on=closes_on,
        )
        session.add(assessment)
        session.flush()
        rows = [
            {"assessment_id": assessment.id, "organization_id": organization_id, "recipients": recipients}
            for organization_id, recipients in members
        ]
        session.execute(insert(AssessmentMember), rows)
    Receptions.changes += 1
    return assessment.id


def change_round(session: Session, assessment_id: int, today: date, title: str, closes_on: date | None) -> None:
    """Call a round otherwise, or let it end on another day. Who is in it stays as it was at the opening.

    Raises RoundRefused if there is no such round, if it is closed, if that day is over, or if one of its
    organizations is in another round by then.
    """
    with writing(session, Beside.NOTHING):
        found = _not_closed(session, assessment_id, today)
        if closes_on is not None and closes_on < found.opens_on:
            raise RoundRefused(N_("The round would end before it begins: check the dates."))
        if closes_on is not None and closes_on < today:
            raise RoundRefused(N_("The last day cannot be over already. To end the round now, close it."))
        own = select(AssessmentMember.organization_id).where(AssessmentMember.assessment_id == assessment_id)
        others = _members_between(found.opens_on, closes_on).where(Assessment.id != assessment_id)
        _refuse(session.execute(others.where(Organization.id.in_(own))).all())
        changed = update(Assessment).where(Assessment.id == assessment_id)
        session.execute(changed.values(title=title, closes_on=closes_on))
    Receptions.changes += 1


def close_round(session: Session, assessment_id: int, today: date) -> None:
    """End a round now. Raises RoundRefused if there is no such round or it is closed already."""
    with writing(session, Beside.NOTHING):
        _not_closed(session, assessment_id, today)
        session.execute(update(Assessment).where(Assessment.id == assessment_id).values(closed_on=today))
    Receptions.changes += 1


def _not_closed(session: Session, assessment_id: int, today: date) -> Round:
    found = round_of(session, assessment_id, today)
    if found is None or found.standing:
        raise RoundRefused(N_("There is no round with the number %(id)d.", id=assessment_id))
    if found.state == "closed":
        raise RoundRefused(N_("The round %(id)d is closed already.", id=assessment_id))
    return found


def _members(session: Session, codes: Sequence[str] | None) -> list[tuple[int, int | None]]:
    query = select(Organization.id, Organization.recipients, Organization.code).order_by(Organization.id)
    found = session.execute(query).all()
    if codes is not None:
        unknown = sorted(set(codes) - {code for _, _, code in found})
        if unknown:
            raise RoundRefused(N_("No organization has the code %(codes)s.", codes=_listed(unknown)))
        found = [row for row in found if row[2] in set(codes)]
    if not found:
        raise RoundRefused(N_("There are no organizations yet. Import them first: flask import-organizations FILE."))
    return [(organization_id, recipients) for organization_id, recipients, _ in found]


def _free(
    session: Session,
    members: list[tuple[int, int | None]],
    opens_on: date,
    closes_on: date | None,
    *,
    all_of_them: bool,
) -> list[tuple[int, int | None]]:
    """Those who are in no round that overlaps; refuses if that is none of them, or if it must be all and is not."""
    wanted = {organization_id for organization_id, _ in members}
    busy = [member for member in session.execute(_members_between(opens_on, closes_on)) if member[0] in wanted]
    taken = {organization_id for organization_id, _, _ in busy}
    if all_of_them or taken == wanted:
        _refuse(busy)
    return [member for member in members if member[0] not in taken]


def _refuse(busy: Sequence[Row[int, str, int]]) -> None:
    """Say who is in another round, if anybody is."""
    if busy:
        raise RoundRefused(
            N_(
                "%(count)d organizations are in the round %(id)d, which has not ended: %(codes)s.",
                count=len({organization_id for organization_id, _, _ in busy}),
                id=busy[0][2],
                codes=_listed({code for _, code, _ in busy}),
            )
        )


def _listed(codes: Collection[str]) -> str:
    return ", ".join(sorted(codes)[:SHOWN_CODES]) + ("…" if len(codes) > SHOWN_CODES else "")


def _members_between(opens_on: date, closes_on: date | None) -> Select[int, str, int]:
    """Who is in a round that overlaps these days: the organization's id, its code, the round's id."""
    overlaps = and_(
        Assessment.standing.is_(False),
        Assessment.closed_on.is_(None),
        or_(Assessment.closes_on.is_(None), Assessment.closes_on >= opens_on),
        Assessment.opens_on <= closes_on if closes_on is not None else true(),
    )
    return (
        select(Organization.id, Organization.code, Assessment.id)
        .join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
        .join(Assessment, Assessment.id == AssessmentMember.assessment_id)
        .where(overlaps)
        .order_by(Assessment.id, Organization.code)
    )

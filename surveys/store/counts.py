"""Counts of a part of a round, for charts: from tallies alone, so at the same cost for any number of responses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import AnswerTally, AssessmentMember, DayTally, Organization, OrganizationForm
from surveys.domain.sample import Sample
from surveys.store.assessments import STANDING_ID


@dataclass(frozen=True)
class Scope:
    """Whose responses are counted: all of a round, a form of service, a municipality or one organization's."""

    form: str = ""
    municipality: str = ""
    organization_id: int | None = None


EVERYBODY = Scope()


@dataclass(frozen=True)
class Needed:
    """How many organizations a scope has, their required responses together, and of how many those are unknown."""

    organizations: int
    required: int
    unknown: int


def answers(session: Session, assessment_id: int, questionnaire: str, scope: Scope) -> dict[tuple[str, str], int]:
    """How many accepted responses gave an answer, by question and counted value."""
    query = (
        select(AnswerTally.question, AnswerTally.answer, func.sum(AnswerTally.count))
        .where(
            AnswerTally.assessment_id == assessment_id,
            AnswerTally.questionnaire == questionnaire,
            *_within(AnswerTally.organization_id, scope),
        )
        .group_by(AnswerTally.question, AnswerTally.answer)
    )
    return {(question, answer): int(count) for question, answer, count in session.execute(query)}


def days(session: Session, assessment_id: int, scope: Scope) -> dict[date, int]:
    """How many accepted responses came on each day that had any, in the order of days."""
    return dict(_responses(session, assessment_id, scope, DayTally.day))


def channels(session: Session, assessment_id: int, scope: Scope) -> dict[str, int]:
    """How many accepted responses came by each channel that had any."""
    return dict(_responses(session, assessment_id, scope, DayTally.channel))


def _responses(session: Session, assessment_id: int, scope: Scope, by: Any) -> list[tuple[Any, int]]:
    query = (
        select(by, func.sum(DayTally.count))
        .where(DayTally.assessment_id == assessment_id, *_within(DayTally.organization_id, scope))
        .group_by(by)
        .having(func.sum(DayTally.count) > 0)
        .order_by(by)
    )
    return [(value, int(count)) for value, count in session.execute(query)]


def needed(session: Session, assessment_id: int, scope: Scope, sample: Sample | None) -> Needed:
    """The members of a round within a scope and how many responses they need. The standing collection has none."""
    member = AssessmentMember
    query = (
        select(member.recipients, func.count())
        .where(member.assessment_id == assessment_id, *_within(member.organization_id, scope))
        .group_by(member.recipients)
    )
    found = session.execute(query)
    rows = [(sample.required(recipients) if sample else None, count) for recipients, count in found]
    return Needed(
        organizations=sum(count for _, count in rows),
        required=sum(required * count for required, count in rows if required is not None),
        unknown=sum(count for required, count in rows if required is None),
    )


def takes_part(session: Session, assessment_id: int, organization_id: int) -> bool:
    """Whether an organization is in a round."""
    return session.get(AssessmentMember, (assessment_id, organization_id)) is not None


def municipalities(session: Session, assessment_id: int) -> list[str]:
    """The municipalities of a round's organizations, in order; for the standing collection those of all."""
    query = select(Organization.municipality).where(Organization.municipality != "").distinct()
    if assessment_id != STANDING_ID:
        members = select(AssessmentMember.organization_id).where(AssessmentMember.assessment_id == assessment_id)
        query = query.where(Organization.id.in_(members))
    return list(session.scalars(query.order_by(Organization.municipality)))


def _within(organization_id: Any, scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if scope.organization_id is not None:
        found.append(organization_id == scope.organization_id)
    if scope.form:
        of_form = select(OrganizationForm.organization_id).where(OrganizationForm.form == scope.form)
        found.append(organization_id.in_(of_form))
    if scope.municipality:
        of_place = select(Organization.id).where(Organization.municipality == scope.municipality)
        found.append(organization_id.in_(of_place))
    return found

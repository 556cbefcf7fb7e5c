"""Who takes part in a round."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AssessmentMember, DayTally, Organization
from surveys.domain.sample import Sample, Standing
from surveys.store.assessments import STANDING_ID


def standing(session: Session, assessment_id: int, sample: Sample | None) -> list[Standing]:
    """How each organization of a round stands, by name; required is counted from its recipients at the opening."""
    counted = (
        select(DayTally.organization_id, func.sum(DayTally.count).label("collected"))
        .where(DayTally.assessment_id == assessment_id)
        .group_by(DayTally.organization_id)
        .subquery()
    )
    query = (
        select(Organization.code, Organization.name, func.coalesce(counted.c.collected, 0), AssessmentMember.recipients)
        .join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
        .outerjoin(counted, counted.c.organization_id == Organization.id)
        .where(AssessmentMember.assessment_id == assessment_id)
        .order_by(Organization.name, Organization.code)
    )
    return [
        Standing(code, name, int(collected), sample.required(recipients) if sample else None)
        for code, name, collected, recipients in session.execute(query)
    ]


def of_round(session: Session, assessment_id: int) -> Sequence[Organization]:
    """The organizations of a round, by code; of the standing collection all of them."""
    query = select(Organization).order_by(Organization.code)
    if assessment_id != STANDING_ID:
        taking_part = select(AssessmentMember.organization_id).where(AssessmentMember.assessment_id == assessment_id)
        query = query.where(Organization.id.in_(taking_part))
    return session.scalars(query).all()

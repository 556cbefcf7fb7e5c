"""Who takes part in a round."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AssessmentMember, Organization
from surveys.store.assessments import STANDING_ID


def of_round(session: Session, assessment_id: int) -> Sequence[Organization]:
    """The organizations of a round, by code; of the standing collection all of them."""
    query = select(Organization).order_by(Organization.code)
    if assessment_id != STANDING_ID:
        taking_part = select(AssessmentMember.organization_id).where(AssessmentMember.assessment_id == assessment_id)
        query = query.where(Organization.id.in_(taking_part))
    return session.scalars(query).all()

"""The organizations of a round with all that their figures are counted from: tallies and marks, never responses."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import AnswerTally, AssessmentMember, DayTally, InspectionMark, Organization, OrganizationForm
from surveys.domain.indicators import Inputs, tallied
from surveys.domain.methodology import Method
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form

Counts = dict[tuple[str, str], int]


def of_round(session: Session, assessment_id: int, method: Method, questionnaire: Questionnaire) -> list[Assessed]:
    """The organizations of a round with their inputs, not counted yet, by code.

    At the same cost for any number of responses. The required sample is as the round's opening fixed it.
    """
    answers = _answers(session, assessment_id, questionnaire, method.methodology.questions)
    responses = _responses(session, assessment_id)
    marks = _marks(session, assessment_id)
    forms = _forms(session)
    sample = questionnaire.sample
    found = []
    for id_, recipients, code, name, short_name, inn, municipality in session.execute(_members(assessment_id)):
        number = responses.get(id_, 0)
        shares = tallied(questionnaire, method.methodology.questions, answers.get(id_, {}), number)
        own = Inputs(number, shares, marks.get(id_, {}))
        required = sample.required(recipients) if sample else None
        found.append(
            Assessed(code, name, short_name, inn, municipality, forms.get(id_, ()), required=required, inputs=own)
        )
    return found


def ids(session: Session, assessment_id: int) -> dict[str, int]:
    """The ids of a round's organizations by their codes."""
    query = (
        select(Organization.code, Organization.id)
        .join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
        .where(AssessmentMember.assessment_id == assessment_id)
    )
    return {row.code: row.id for row in session.execute(query)}


def _members(assessment_id: int) -> Select[int, int | None, str, str, str, str | None, str]:
    columns = (
        Organization.id,
        AssessmentMember.recipients,
        Organization.code,
        Organization.name,
        Organization.short_name,
        Organization.inn,
        Organization.municipality,
    )
    joined = select(*columns).join(AssessmentMember, AssessmentMember.organization_id == Organization.id)
    return joined.where(AssessmentMember.assessment_id == assessment_id).order_by(Organization.code)


def _answers(
    session: Session, assessment_id: int, questionnaire: Questionnaire, questions: Iterable[str]
) -> dict[int, Counts]:
    """How many gave which answer, by organization; of these questions and of their gates."""
    rules = (questionnaire.by_id[id_].asked_if for id_ in questions)
    wanted = {*questions, *(rule.question for rule in rules if rule)}
    query = select(AnswerTally.organization_id, AnswerTally.question, AnswerTally.answer, AnswerTally.count).where(
        AnswerTally.assessment_id == assessment_id,
        AnswerTally.questionnaire == questionnaire.key,
        AnswerTally.question.in_(sorted(wanted)),
    )
    found: defaultdict[int, Counts] = defaultdict(dict)
    for organization_id, question, answer, count in session.execute(query):
        found[organization_id][question, answer] = count
    return found


def _responses(session: Session, assessment_id: int) -> dict[int, int]:
    query = (
        select(DayTally.organization_id, func.sum(DayTally.count))
        .where(DayTally.assessment_id == assessment_id)
        .group_by(DayTally.organization_id)
    )
    return {organization_id: int(count) for organization_id, count in session.execute(query)}


def _marks(session: Session, assessment_id: int) -> dict[int, dict[str, str]]:
    query = select(InspectionMark.organization_id, InspectionMark.item, InspectionMark.value).where(
        InspectionMark.assessment_id == assessment_id
    )
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for organization_id, item, value in session.execute(query):
        found[organization_id][item] = value
    return found


def _forms(session: Session) -> dict[int, tuple[Form, ...]]:
    query = select(OrganizationForm.organization_id, OrganizationForm.form)
    found: defaultdict[int, tuple[Form, ...]] = defaultdict(tuple)
    ordered = query.order_by(OrganizationForm.organization_id, OrganizationForm.position)
    for organization_id, form in session.execute(ordered):
        found[organization_id] += (Form(form),)
    return found

"""The council's decisions: results frozen with the definitions that they were counted by, and read again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from models import Assessment, Decision, Result
from surveys.domain import frozen, indicators
from surveys.domain.indicators import Inputs
from surveys.domain.messages import N_, Message
from surveys.domain.methodology import Method
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rating import Assessed, rated
from surveys.domain.registry import Form
from surveys.store import assessed, journal
from surveys.store.assessments import Round
from surveys.store.database import Beside, writing

SHOWN = 5
"""How many organizations a refusal names."""

LONGEST_NUMBER = 60


class ApprovalRefused(Exception):
    """Results that cannot be approved; `message` says why, `field` is the entry that it is about."""

    def __init__(self, message: Message, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Paper:
    """The decision on paper: number and day, the minutes as a file, and for a correction the reason."""

    number: str
    decided_on: date
    reason: str = ""
    minutes: bytes | None = None
    minutes_name: str = ""


@dataclass(frozen=True)
class Counted:
    """The results of a round as they are now. `digest` is what they would be frozen with."""

    method: Method
    questionnaire: Questionnaire
    organizations: list[Assessed]
    digest: str


def count(session: Session, found: Round, method: Method, questionnaire: Questionnaire) -> Counted:
    """Count the results of a round now, from tallies and marks."""
    organizations = rated(method, assessed.of_round(session, found.id, method, questionnaire))
    return Counted(method, questionnaire, organizations, _digest(found.id, questionnaire, method, organizations))


def obstacles(found: Round, counted: Counted) -> Iterator[Message]:
    """What stands in the way of approving these results of a round."""
    if found.standing or found.state != "closed":
        yield N_("The round is still open: close it first, so that nothing more comes in.")
    if not counted.organizations:
        yield N_("No organization takes part in this round.")
    checklist = counted.method.checklist
    missing = [(one, indicators.unmarked(checklist, one.inputs.marks)) for one in counted.organizations]
    missing = [(one, items) for one, items in missing if items]
    if missing:
        named = "; ".join(f"{one.code}: {_listed(items)}" for one, items in missing[:SHOWN])
        said = {"count": len(missing), "items": named + ("; …" if len(missing) > SHOWN else "")}
        yield N_("Items of the checklist are not marked yet. Organizations: %(count)d. They are: %(items)s", **said)


def approve(session: Session, found: Round, counted: Counted, seen: str, paper: Paper, actor: str) -> int:  # noqa: PLR0913, PLR0917
    """Freeze the results of a round by a decision of the council and return the decision's id.

    `counted` are the results now and `seen` is the digest of those that were looked at. All of it is stored, or
    nothing. Raises ApprovalRefused.
    """
    for obstacle in obstacles(found, counted):
        raise ApprovalRefused(obstacle)
    with writing(session, Beside.NOTHING):
        version = 1 + (session.scalar(_newest(found.id)) or 0)
        _check(found, paper, version)
        now = assessed.of_round(session, found.id, counted.method, counted.questionnaire)
        before = {one.code: (one.inputs, one.forms, one.required) for one in counted.organizations}
        if seen != counted.digest or {one.code: (one.inputs, one.forms, one.required) for one in now} != before:
            raise ApprovalRefused(
                N_("The figures have changed since they were shown. Look at them once more, then approve.")
            )
        decision = _decision(found.id, version, counted, paper, actor)
        session.add(decision)
        session.flush()
        ids = assessed.ids(session, found.id)
        rows = [_row(decision.id, ids[one.code], one) for one in counted.organizations]
        session.execute(insert(Result), rows)
        journal.add(session, actor, "approve results", f"{found.id}, {version}, {paper.number}")
    return decision.id


def of_round(session: Session, assessment_id: int) -> Sequence[Decision]:
    """The decisions on a round, the newest first: it is the one that counts."""
    query = select(Decision).where(Decision.assessment_id == assessment_id)
    return session.scalars(query.order_by(Decision.version.desc())).all()


def in_force(session: Session) -> dict[int, Decision]:
    """The newest decision on each round that has one, by the round's id; rounds that ended last come first."""
    newest = select(Decision.assessment_id, func.max(Decision.version)).group_by(Decision.assessment_id).subquery()
    query = (
        select(Decision)
        .join(newest, (newest.c[0] == Decision.assessment_id) & (newest.c[1] == Decision.version))
        .join(Assessment, Assessment.id == Decision.assessment_id)
        .order_by(Assessment.opens_on.desc(), Assessment.id.desc())
    )
    return {decision.assessment_id: decision for decision in session.scalars(query)}


def by_id(session: Session, decision_id: int) -> Decision | None:
    """The decision with this id."""
    return session.get(Decision, decision_id)


def method_of(decision: Decision) -> Method:
    """How the results of a decision were counted, as it was then."""
    return frozen.method_of(decision.definitions)


def results(session: Session, decision: Decision, method: Method, code: str = "") -> Iterator[Assessed]:
    """What a decision says of all organizations, or of the one with this code, in the order of places.

    `method` is the decision's own; nothing is counted anew.
    """
    query = select(Result).where(Result.decision_id == decision.id)
    if code:
        query = query.where(Result.code == code)
    query = query.order_by(Result.place.is_(None), Result.place, Result.name, Result.code)
    with session.execute(query.execution_options(yield_per=500)) as found:  # closed, even if a row cannot be read
        for row in found.scalars():
            yield _assessed(row, method)
            session.expunge(row)


def inputs(session: Session, decision: Decision, code: str = "") -> dict[str, Inputs]:
    """What the figures of a decision were counted from, by organization's code."""
    query = select(Result.code, Result.inputs).where(Result.decision_id == decision.id)
    if code:
        query = query.where(Result.code == code)
    return {found: frozen.inputs_of(data) for found, data in session.execute(query)}


def _assessed(row: Result, method: Method) -> Assessed:
    own = frozen.inputs_of(row.inputs)
    return Assessed(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        inn=row.inn,
        municipality=row.municipality,
        forms=tuple(map(Form, row.forms)),
        required=row.required,
        inputs=own,
        score=frozen.score_of(method, row.figures, own),
        place=row.place,
        places=tuple(row.places),
    )


def _decision(assessment_id: int, version: int, counted: Counted, paper: Paper, actor: str) -> Decision:
    return Decision(
        assessment_id=assessment_id,
        version=version,
        number=paper.number.strip(),
        decided_on=paper.decided_on,
        reason=paper.reason.strip(),
        questionnaire=counted.questionnaire.key,
        methodology=counted.method.methodology.key,
        definitions=frozen.definitions(counted.method),
        digest=counted.digest,
        minutes=paper.minutes,
        minutes_name=paper.minutes_name[:200],
        approved_by=actor[:255],
        approved_at=datetime.now(UTC),
    )


def _row(decision_id: int, organization_id: int, one: Assessed) -> dict[str, object]:
    return frozen.row(one) | {
        "decision_id": decision_id,
        "organization_id": organization_id,
        "name": one.name,
        "short_name": one.short_name,
        "inn": one.inn,
        "municipality": one.municipality,
    }


def _newest(assessment_id: int) -> Select[Any]:
    return select(func.max(Decision.version)).where(Decision.assessment_id == assessment_id)


def _check(found: Round, paper: Paper, version: int) -> None:
    last = found.last_day
    if not paper.number.strip():
        raise ApprovalRefused(N_("Write the number of the decision or of the minutes."), "number")
    if len(paper.number) > LONGEST_NUMBER:
        raise ApprovalRefused(N_("The number is longer than %(most)d characters.", most=LONGEST_NUMBER), "number")
    if last is not None and paper.decided_on < last:
        raise ApprovalRefused(N_("The decision is of a day before the collection ended."), "decided_on")
    if version > 1 and not paper.reason.strip():
        raise ApprovalRefused(N_("These results were approved before: say why they are corrected."), "reason")


def _digest(assessment_id: int, questionnaire: Questionnaire, method: Method, found: Sequence[Assessed]) -> str:
    return frozen.digest(assessment_id, questionnaire.key, method, found)


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items[:SHOWN]) + ("…" if len(items) > SHOWN else "")

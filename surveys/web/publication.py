"""What the public sees of the council's decisions: every figure goes through the rule of small numbers here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app

from models import Decision
from surveys.domain.methodology import Method
from surveys.domain.publication import published
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed, in_order
from surveys.extensions import db
from surveys.store import assessments, decisions
from surveys.store.assessments import Round
from surveys.web import counting, desk
from surveys.web.kept import Kept

MOST_KEPT = 6
"""How many decisions with all their organizations are kept in memory: they never change."""


@dataclass(frozen=True)
class Head:
    """A decision on paper. A later version corrects an earlier one and says why."""

    version: int
    number: str
    decided_on: date
    reason: str
    digest: str

    @classmethod
    def of(cls, decision: Decision) -> "Head":
        """What of a decision is public."""
        return cls(decision.version, decision.number, decision.decided_on, decision.reason, decision.digest)


@dataclass(frozen=True)
class Published(Rated):
    """The approved results of a round as the public sees them, best first, without the marks of inspections.

    Who has no total that is told stands last, by name: even its place in the list would tell something. Means are
    those of the figures that are told.

    `head` is the decision that they are of, `heads` are all decisions on the round, the newest, which counts, first.
    """

    round_id: int
    title: str
    head: Head
    heads: tuple[Head, ...]

    @property
    def is_newest(self) -> bool:
        """Whether these results count, and no later decision has corrected them."""
        return self.head == self.heads[0]


def set_up(app: Flask) -> None:
    """Make room for what is published."""
    app.extensions["published"] = Kept[Published](MOST_KEPT)


def of_round(found: Round, version: int | None = None) -> Published | None:
    """The approved results of a round: those that count, or those of a version. None if there are none."""
    those = decisions.of_round(db.session, found.id)
    decision = next((one for one in those if version in (None, one.version)), None)
    if decision is None:
        return None
    kept: Kept[Published] = current_app.extensions["published"]
    return kept.get((decision.id, those[0].id, found.title), lambda: _published(found, decision, those))


def heads(found: Round) -> tuple[Head, ...]:
    """All decisions on a round, the newest first; none as long as it is not approved."""
    return tuple(map(Head.of, decisions.of_round(db.session, found.id)))


def method(found: Round) -> Method | None:
    """How the approved results of a round were counted."""
    those = decisions.of_round(db.session, found.id)
    return decisions.method_of(those[0]) if those else None


def before(found: Round) -> Published | None:
    """The approved results of the round before."""
    earlier = [one for one in _approved_rounds() if (one.opens_on, one.id) < (found.opens_on, found.id)]
    return of_round(earlier[0]) if earlier else None


def warm() -> None:
    """Read what visitors ask for first: the newest approved results, and those before for the comparison."""
    for found in _approved_rounds()[:2]:
        of_round(found)


def organization(found: Round, code: str, version: int | None = None) -> Assessed | None:
    """One organization's approved results in a round, with the marks of its inspection if it is shown at all."""
    those = decisions.of_round(db.session, found.id)
    decision = next((one for one in those if version in (None, one.version)), None)
    if decision is None:
        return None
    return next(_told(decision, those, code), None)


def history(code: str) -> list[tuple[Round, Assessed]]:
    """An organization's approved results over the rounds that it was in, newest first."""
    found = ((one, organization(one, code)) for one in _approved_rounds())
    return [(one, told) for one, told in found if told is not None]


def _approved_rounds() -> list[Round]:
    """The rounds whose results are approved, newest first."""
    rounds = {one.id: one for one in assessments.rounds(db.session, desk.today())}
    return [rounds[id_] for id_ in decisions.in_force(db.session) if id_ in rounds]


def _published(found: Round, decision: Decision, those: Sequence[Decision]) -> Published:
    return Published(
        method=decisions.method_of(decision),
        organizations=tuple(sorted(map(counting.without_marks, _told(decision, those)), key=in_order)),
        round_id=found.id,
        title=found.title,
        head=Head.of(decision),
        heads=tuple(Head.of(one) for one in those),
    )


def _told(decision: Decision, those: Sequence[Decision], code: str = "") -> Iterator[Assessed]:
    """What a decision says, by the rule of small numbers, also against the decisions that corrected it."""
    method = decisions.method_of(decision)
    later = [
        (method if one.definitions == decision.definitions else decisions.method_of(one), inputs)
        for one in those
        if one.version > decision.version and (inputs := decisions.inputs(db.session, one, code))
    ]
    for one in decisions.results(db.session, decision, method, code):
        yield published(method, one, [(how, inputs[one.code]) for how, inputs in later if one.code in inputs])

"""Indicators, criteria and totals of one organization, exact: counts and marks in, points out (317н, 344н).

Points are fractions: 200/3 is 200/3, so that what lies half-way is rounded as half-way at every level.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from surveys.domain.checklist import Checklist, Mark
from surveys.domain.methodology import (
    Band,
    Denominator,
    Empty,
    Indicator,
    MeanOfShares,
    Method,
    Methodology,
    PointsPerCondition,
    ShareOfAnswers,
    ShareOfMarks,
)
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rounding import half_up, rounded

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Share:
    """How many answered a question with yes, how many answered it, and to how many it was put."""

    yes: int
    answered: int
    asked: int

    def base(self, denominator: Denominator) -> int:
        """Of how many the share is one."""
        return self.asked if denominator is Denominator.ALL else self.answered


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an organization's figures are counted from: responses, shares by question id, marks by item id."""

    responses: int = 0
    shares: Mapping[str, Share] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


class State(StrEnum):
    """Whether there are points; nobody was asked; not everything was inspected; or they are not told in public."""

    KNOWN = "known"
    NOBODY = "nobody"
    UNMARKED = "unmarked"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Points:
    """Points from 0 to 100, exact; None where there are none. `bases` are the numbers of people behind them."""

    value: Fraction | None
    state: State = State.KNOWN
    bases: tuple[int, ...] = ()


NOBODY = Points(None, State.NOBODY)
UNMARKED = Points(None, State.UNMARKED)
WITHHELD = Points(None, State.WITHHELD)

Score = Mapping[str, Points]
"""An organization's points by the names of the methodology's figures: indicators, criteria, total `s`."""


def tallied(
    questionnaire: Questionnaire, questions: Iterable[str], counts: Mapping[tuple[str, str], int], responses: int
) -> dict[str, Share]:
    """The shares of these questions from `counts` (by question id and answer) of so many responses.

    A question behind a gate was put to those who opened the gate, any other one to everybody.
    """
    shares = {}
    for id_ in questions:
        rule = questionnaire.by_id[id_].asked_if
        asked = counts.get((rule.question, rule.answer), 0) if rule else responses
        yes = counts.get((id_, "yes"), 0)
        shares[id_] = Share(yes, yes + counts.get((id_, "no"), 0), asked)
    return shares


def scored(method: Method, inputs: Inputs) -> Score:
    """The points of one organization for every figure of the methodology."""
    rules, rounding = method.methodology, method.methodology.rounding
    score: dict[str, Points] = {one.id: points(method, one, inputs) for one in rules.indicators}
    criteria: dict[str, Points] = {}
    for criterion in rules.criteria:
        parts = [(method.weights[one.id], score[one.id]) for one in criterion.indicators]
        criteria[criterion.id] = _weighted(parts, rounding.indicator if rounding.carried else None)
    parts = [(method.weights[one.id], criteria[one.id]) for one in rules.criteria]
    return score | criteria | {"s": _total(parts, rounding.criterion if rounding.carried else None)}


def points(method: Method, indicator: Indicator, inputs: Inputs) -> Points:
    """The points of one indicator."""
    rules = method.methodology
    match indicator.measure:
        case ShareOfAnswers() | MeanOfShares():
            return _shares([inputs.shares.get(id_, Share(0, 0, 0)) for id_ in indicator.questions], rules)
        case ShareOfMarks(groups=groups):
            return _marks([_found(method.checklist, group, inputs) for group in groups], rules)
        case PointsPerCondition() as measure:
            return _conditions(measure, _found(method.checklist, measure.group, inputs))


def unmarked(checklist: Checklist, marks: Mapping[str, str]) -> list[str]:
    """The items that nobody has marked yet, in the checklist's order."""
    return [id_ for id_ in checklist.by_id if id_ not in marks]


def band(methodology: Methodology, total: Fraction | None) -> Band | None:
    """The band of a total: it is rounded to a whole number, half up, before it is looked up."""
    if total is None:
        return None
    whole = int(half_up(total, 0))
    return next(band for band in methodology.bands if whole >= band.lowest)


def weights_in_force(parts: Iterable[tuple[Fraction, Points]]) -> list[tuple[Fraction, Fraction]]:
    """The weights and values of the parts that have points; the weights are scaled so that they sum to 1."""
    known = [(weight, part.value) for weight, part in parts if part.value is not None]
    whole = sum((weight for weight, _ in known), Fraction(0))
    return [(weight / whole, value) for weight, value in known]


def _shares(shares: list[Share], rules: Methodology) -> Points:
    """½ · (yes / answered + yes / answered) · 100; a half that nobody answered leaves the other one whole."""
    counted = [(share.yes, base) for share in shares if (base := share.base(rules.denominator))]
    if not counted:
        return _empty(rules)
    value = sum((Fraction(100 * yes, base) for yes, base in counted), Fraction(0)) / len(counted)
    return Points(min(value, HUNDRED), bases=tuple(base for _, base in counted))


def _marks(groups: list[list[str] | None], rules: Methodology) -> Points:
    """½ · (found on stands / norm + found on the site / norm) · 100."""
    counted: list[Fraction] = []
    for marks in groups:
        if marks is None:
            return UNMARKED
        if norm := [Fraction(mark) for mark in marks if mark != Mark.NOT_APPLICABLE]:
            counted.append(100 * sum(norm, Fraction(0)) / len(norm))
    if not counted:
        return _empty(rules)
    return Points(min(sum(counted, Fraction(0)) / len(counted), HUNDRED))


def _conditions(measure: PointsPerCondition, marks: list[str] | None) -> Points:
    if marks is None:
        return UNMARKED
    there = marks.count(Mark.YES)
    value = HUNDRED if there >= measure.enough else Fraction(measure.points) * there
    return Points(min(value, HUNDRED))


def _found(checklist: Checklist, group: str, inputs: Inputs) -> list[str] | None:
    """The marks of a group's items; None if one of them is not marked yet."""
    marks = [inputs.marks.get(item.id) for item in checklist.by_group[group].items]
    return None if None in marks else [mark for mark in marks if mark is not None]


def _empty(rules: Methodology) -> Points:
    match rules.empty_denominator:
        case Empty.EXCLUDE:
            return NOBODY
        case Empty.ZERO:
            return Points(Fraction(0), State.NOBODY)
        case Empty.HUNDRED:
            return Points(HUNDRED, State.NOBODY)


def _weighted(parts: list[tuple[Fraction, Points]], digits: int | None) -> Points:
    """Σ weight · points; parts without points are left out and the other weights are scaled to 1."""
    if any(part.state is State.UNMARKED for _, part in parts):
        return UNMARKED
    known = weights_in_force(parts)
    if not known:
        return NOBODY
    return Points(sum((weight * rounded(value, digits) for weight, value in known), Fraction(0)))


def _total(parts: list[tuple[Fraction, Points]], digits: int | None) -> Points:
    """The total; a criterion without any value leaves it empty."""
    for _, part in parts:
        if part.value is None:
            return Points(None, part.state)
    return _weighted(parts, digits)

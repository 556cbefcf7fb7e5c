"""The working of a figure: how it was counted, as a formula with the counts in it: `100 × 45 / 60 = 75`.

A working is pieces: texts that are the same in every language, and numbers to be written as the reader writes them.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from surveys.domain.checklist import Mark
from surveys.domain.indicators import Inputs, Points, Score, Share, State, weights_in_force
from surveys.domain.messages import N_, Message
from surveys.domain.methodology import (
    TOTAL,
    Criterion,
    Indicator,
    MeanOfShares,
    Method,
    PointsPerCondition,
    Rounding,
    ShareOfAnswers,
    ShareOfMarks,
)
from surveys.domain.rounding import rounded

Working = tuple[str | Fraction, ...]
"""The pieces of a formula, in their order; empty where there is nothing to count."""

TIMES, DIVIDED, PLUS, EQUALS, AT_LEAST, ENOUGH = " × ", " / ", " + ", " = ", " ≥ ", " → "


def in_words(method: Method, figure: str) -> Message:
    """How a figure is counted, as a sentence."""
    indicator = next((one for one in method.methodology.indicators if one.id == figure), None)
    if indicator is None:
        if figure == TOTAL:
            return N_("The mean of the criteria.")
        return N_("The sum of the criterion's indicators, each times its weight.")
    match indicator.measure:
        case ShareOfAnswers():
            return N_("The share of those who answered “Yes”, in per cent.")
        case MeanOfShares():
            return N_("The mean of the shares of those who answered “Yes” to each of the questions, in per cent.")
        case ShareOfMarks():
            return N_("What was found of what is required, in per cent, on the mean of the places that were looked at.")
        case PointsPerCondition(points=points, enough=enough):
            values = {"points": f"{points:f}", "enough": enough}
            return N_("%(points)s points for each condition that is there; %(enough)d of them give 100.", **values)


def working(method: Method, figure: str, inputs: Inputs, score: Score) -> Working:
    """How a figure was counted from these inputs and the figures beneath it.

    Empty where there are no points, or where one of those figures is not told.
    """
    told = score[figure]
    if told.value is None or told.state is not State.KNOWN:
        return ()
    rules = method.methodology
    for indicator in rules.indicators:
        if indicator.id == figure:
            pieces = _indicator(method, indicator, inputs)
            return (*pieces, ENOUGH if AT_LEAST in pieces else EQUALS, told.value)
    digits = rules.rounding if rules.rounding.carried else Rounding()
    for criterion in rules.criteria:
        if criterion.id == figure:
            parts = _beneath(method, criterion.indicators, score, digits.indicator)
            return (*_sum(parts), EQUALS, told.value)
    parts = _beneath(method, rules.criteria, score, digits.criterion)
    if any(part.state is State.WITHHELD for _, part in parts):
        return ()
    return (*_mean(parts), EQUALS, told.value)


def _beneath(
    method: Method, figures: Iterable[Indicator | Criterion], score: Score, digits: int | None
) -> list[tuple[Fraction, Points]]:
    """The weights and points of the figures beneath one, rounded where it is counted from the rounded ones."""
    parts = [(method.weights[one.id], score[one.id]) for one in figures]
    return [
        (weight, part if part.value is None else replace(part, value=rounded(part.value, digits)))
        for weight, part in parts
    ]


def _indicator(method: Method, indicator: Indicator, inputs: Inputs) -> Working:
    match indicator.measure:
        case ShareOfAnswers() | MeanOfShares():
            return _shares([inputs.shares.get(id_, Share(0, 0, 0)) for id_ in indicator.questions], method)
        case ShareOfMarks(groups=groups):
            return _marks([_found(method, group, inputs) for group in groups])
        case PointsPerCondition() as measure:
            there = _found(method, measure.group, inputs).count(Mark.YES)
            if there >= measure.enough:
                return (Fraction(there), AT_LEAST, Fraction(measure.enough))
            return (Fraction(measure.points), TIMES, Fraction(there))


def _found(method: Method, group: str, inputs: Inputs) -> list[str]:
    return [inputs.marks[item.id] for item in method.checklist.by_group[group].items]


def _shares(shares: list[Share], method: Method) -> Working:
    counted = [(share.yes, base) for share in shares if (base := share.base(method.methodology.denominator))]
    return _hundred([(Fraction(yes), Fraction(base)) for yes, base in counted])


def _marks(groups: list[list[str]]) -> Working:
    norms = [[Fraction(mark) for mark in marks if mark != Mark.NOT_APPLICABLE] for marks in groups]
    return _hundred([(sum(norm, Fraction(0)), Fraction(len(norm))) for norm in norms if norm])


def _hundred(parts: list[tuple[Fraction, Fraction]]) -> Working:
    """100 × a / b, or the mean of several of these."""
    if len(parts) == 1:
        ((part, whole),) = parts
        return (Fraction(100), TIMES, part, DIVIDED, whole)
    pieces: list[str | Fraction] = []
    for part, whole in parts:
        pieces += [PLUS if pieces else "", part, DIVIDED, whole]
    return (Fraction(100), TIMES, "(", *pieces[1:], ")", DIVIDED, Fraction(len(parts)))


def _sum(parts: list[tuple[Fraction, Points]]) -> Working:
    """Σ weight × points; where parts are left out, by the sum of the weights that are left."""
    pieces: list[str | Fraction] = []
    for weight, part in parts:
        if part.value is not None:
            pieces += [PLUS if pieces else "", weight, TIMES, part.value]
    whole = sum((weight for weight, part in parts if part.value is not None), Fraction(0))
    return tuple(pieces[1:]) if whole == 1 else ("(", *pieces[1:], ")", DIVIDED, whole)


def _mean(parts: list[tuple[Fraction, Points]]) -> Working:
    """(a + b + …) / n where all weigh the same, else Σ weight × points."""
    known = weights_in_force(parts)
    if len({weight for weight, _ in known}) > 1:
        return _sum(parts)
    pieces: list[str | Fraction] = []
    for _, value in known:
        pieces += [PLUS if pieces else "", value]
    return ("(", *pieces[1:], ")", DIVIDED, Fraction(len(known)))

"""What somebody can work out who has every published figure: all of them as equations, exactly."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction

from surveys.domain.indicators import Inputs, Score, State
from surveys.domain.methodology import TOTAL, Denominator, Indicator, Method

Form = dict[Hashable, Fraction]
"""A sum of unknowns, each times a number."""


class Knowledge:
    """Equations between unknowns, in a form in which it can be asked what follows from them."""

    def __init__(self) -> None:
        self._rows: dict[Hashable, Form] = {}
        self._order: dict[Hashable, int] = {}

    def tell(self, form: Form) -> None:
        """Somebody learns the value of a sum."""
        left = self._left(form)
        if left:
            pivot = min(left, key=self._rank)
            self._rows[pivot] = {unknown: number / left[pivot] for unknown, number in left.items()}

    def has(self, form: Form) -> bool:
        """Whether the value of a sum follows from what is known."""
        return not self._left(form)

    def _left(self, form: Form) -> Form:
        """What of a sum does not follow."""
        left = {unknown: number for unknown, number in form.items() if number}
        done: set[Hashable] = set()
        while open_ := [unknown for unknown in left if unknown in self._rows and unknown not in done]:
            pivot = min(open_, key=self._rank)
            done.add(pivot)
            left = combined([(left, Fraction(1)), (self._rows[pivot], -left[pivot])])
        return left

    def _rank(self, unknown: Hashable) -> int:
        return self._order.setdefault(unknown, len(self._order))


def combined(parts: Iterable[tuple[Mapping[Hashable, Fraction], Fraction]]) -> Form:
    """The sum of sums, each times a number."""
    found: Form = {}
    for form, factor in parts:
        for unknown, number in form.items():
            found[unknown] = found.get(unknown, Fraction(0)) + factor * number
    return {unknown: number for unknown, number in found.items() if number}


def mean(forms: list[Form]) -> Form:
    """The plain mean of sums."""
    return combined([(form, Fraction(1, len(forms))) for form in forms])


def share_of(code: str, question: str, inputs: Inputs) -> Hashable:
    """The unknown share of a question. Where nothing has changed between two versions it is the same one."""
    return ("share", code, question, inputs.shares[question])


def forms(method: Method, code: str, inputs: Inputs, score: Score) -> dict[str, Form]:
    """Each figure as a sum of unknown shares and of unknown points of inspections; what is constant is left out."""
    found = {one.id: _indicator(method, one, code, inputs, score) for one in method.methodology.indicators}
    for criterion in method.methodology.criteria:
        parts = [
            (found[one.id], Fraction(one.weight)) for one in criterion.indicators if score[one.id].value is not None
        ]
        whole = sum((weight for _, weight in parts), Fraction(0))
        found[criterion.id] = combined([(form, weight / whole) for form, weight in parts])
    criteria = [(found[one.id], Fraction(one.weight)) for one in method.methodology.criteria]
    return found | {TOTAL: combined(criteria) if score[TOTAL].value is not None else {}}


def _indicator(method: Method, indicator: Indicator, code: str, inputs: Inputs, score: Score) -> Form:
    told = score[indicator.id]
    if told.value is None or told.state is State.NOBODY:
        return {}
    if not indicator.questions:
        looked_at = [item.id for group in indicator.groups for item in method.checklist.by_group[group].items]
        return {("marks", code, indicator.id, tuple(inputs.marks[id_] for id_ in looked_at)): Fraction(1)}
    counts_all = method.methodology.denominator is Denominator.ALL
    asked = [
        id_ for id_ in indicator.questions if (inputs.shares[id_].asked if counts_all else inputs.shares[id_].answered)
    ]
    return {share_of(code, id_, inputs): Fraction(1, len(asked)) for id_ in asked}

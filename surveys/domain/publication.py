"""What of an organization's figures is told in public: nothing that few people could be recognized by.

One rule for pages, charts, files and programs. Nothing is told of fewer than LEAST responses, and no share of fewer
than LEAST people. Such a share would follow from its criterion and the total; so its criterion is withheld too, and
one share of another criterion with that criterion. Where there is none to withhold, the total is.
"""

from collections.abc import Sequence
from dataclasses import replace

from surveys.domain.indicators import WITHHELD, Inputs, Share
from surveys.domain.methodology import TOTAL, Denominator, Indicator, Method
from surveys.domain.rating import Assessed

LEAST = 5
"""Of fewer people nothing is told."""


def is_few(number: int) -> bool:
    """Whether so many people are too few to be told of, without being none."""
    return 0 < number < LEAST


def published(method: Method, one: Assessed, later: Sequence[Inputs] = ()) -> Assessed:
    """The organization as it is shown in public; what it holds of inputs can be shown as well.

    `later` are the inputs of the decisions that corrected this one: what differs from them by a few answers would
    tell those answers, so that all of it is withheld.
    """
    if one.inputs.responses < LEAST or any(_tells_few(one.inputs, other) for other in later):
        return _nothing(one)
    withheld = _withheld(method, one)
    if not withheld:
        return one
    told = {figure: WITHHELD if figure in withheld else points for figure, points in one.score.items()}
    shown = replace(one, score=told, inputs=_without(method, one.inputs, withheld))
    return replace(shown, place=None, places=(None,) * len(one.forms)) if TOTAL in withheld else shown


def _nothing(one: Assessed) -> Assessed:
    """The organization with its name and what is required of it. Without responses nothing has to be hidden."""
    told = {figure: points if points.value is None else WITHHELD for figure, points in one.score.items()}
    return replace(one, score=told, inputs=Inputs(), place=None, places=(None,) * len(one.forms))


def _withheld(method: Method, one: Assessed) -> set[str]:
    indicators = [indicator for indicator in method.methodology.indicators if indicator.questions]
    few = {part.id for part in indicators if any(map(is_few, _people(method, part, one.inputs)))}
    if not few:
        return set()
    touched = {method.criterion_of[id_] for id_ in few}
    others = [
        (min(bases), part.id)
        for part in indicators
        if (bases := one.score[part.id].bases) and method.criterion_of[part.id] not in touched
    ]
    if not others:
        return few | touched | {TOTAL}
    _, other = min(others)
    return few | touched | {other, method.criterion_of[other]}


def _people(method: Method, indicator: Indicator, inputs: Inputs) -> list[int]:
    """How many people are behind each of an indicator's shares."""
    shares = [share for id_ in indicator.questions if (share := inputs.shares.get(id_))]
    asked = [share.asked for share in shares if method.methodology.denominator is Denominator.ALL]
    return [*(share.answered for share in shares), *asked]


def _without(method: Method, inputs: Inputs, withheld: set[str]) -> Inputs:
    hidden = {id_ for part in method.methodology.indicators if part.id in withheld for id_ in part.questions}
    return replace(inputs, shares={id_: share for id_, share in inputs.shares.items() if id_ not in hidden})


def _tells_few(one: Inputs, other: Inputs) -> bool:
    """Whether the differences of two countings tell what a few people answered."""
    empty = Share(0, 0, 0)
    differences = [one.responses - other.responses]
    for id_ in one.shares.keys() | other.shares.keys():
        a, b = one.shares.get(id_, empty), other.shares.get(id_, empty)
        differences += [a.yes - b.yes, a.answered - b.answered, a.asked - b.asked]
    return any(is_few(abs(difference)) for difference in differences)

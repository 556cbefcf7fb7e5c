"""What of an organization's figures is told in public: nothing that few people could be recognized by.

One rule for pages, charts, files and programs. Nothing is told of fewer than LEAST responses, and no share of fewer
than LEAST people. Such a share would follow from its criterion and the total; so its criterion is withheld too, and
one share of another criterion with that criterion, such that the answers of the few cannot be found by trying, as far
as there is one. Where there is none to withhold, the total is.

A correction leaves two countings of the same people. Nothing of the earlier one is told where they differ by a few
answers, or where one of them withholds a share, which would follow from both of them together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from surveys.domain.disclosure import leaves_open
from surveys.domain.indicators import WITHHELD, Inputs, Share, State
from surveys.domain.methodology import TOTAL, Denominator, Indicator, Method
from surveys.domain.rating import Assessed

LEAST = 5
"""Of fewer people nothing is told."""


def is_few(number: int) -> bool:
    """Whether so many people are too few to be told of, without being none."""
    return 0 < number < LEAST


def published(method: Method, one: Assessed, later: Sequence[tuple[Method, Inputs]] = ()) -> Assessed:
    """The organization as it is shown in public; what it holds of inputs can be shown as well.

    `later` is by what and from what the decisions that corrected this one have counted it.
    """
    if one.inputs.responses < LEAST or any(_tells((method, one.inputs), other) for other in later):
        return _nothing(one)
    withheld = _withheld(method, one)
    told = {figure: WITHHELD if figure in withheld else points for figure, points in one.score.items()}
    shown = replace(one, score=told, inputs=_without(method, one.inputs, withheld))
    return replace(shown, place=None, places=(None,) * len(one.forms)) if TOTAL in withheld else shown


def _nothing(one: Assessed) -> Assessed:
    """The organization with its name and what is required of it.

    Of a few people not even that nobody of them was asked something is told. That there is no total is.
    """
    asked = one.inputs.responses > 0
    told = {
        figure: WITHHELD if points.value is not None or (asked and figure != TOTAL) else points
        for figure, points in one.score.items()
    }
    return replace(one, score=told, inputs=Inputs(), place=None, places=(None,) * len(one.forms))


def is_hidden(one: Assessed) -> bool:
    """Whether nothing of an organization that was published is told."""
    return not one.inputs.responses and any(points.state is State.WITHHELD for points in one.score.values())


def _withheld(method: Method, one: Assessed) -> set[str]:
    few = _few(method, one.inputs)
    if not few:
        return set()
    touched = {method.criterion_of[id_] for id_ in few}
    indicators = method.methodology.indicators
    counted = Counter(id_ for part in indicators for id_ in part.questions)
    others = sorted(
        (min(bases), part.id)
        for part in indicators
        if (bases := one.score[part.id].bases)
        and method.criterion_of[part.id] not in touched
        and all(counted[id_] == 1 for id_ in part.questions)
    )
    if not others:
        return few | touched | {TOTAL}
    open_ones = (id_ for _, id_ in others if leaves_open(method, one, few, id_, LEAST))
    other = next(open_ones, others[0][1])
    return few | touched | {other, method.criterion_of[other]}


def _few(method: Method, inputs: Inputs) -> set[str]:
    """The indicators that count what a few people answered."""
    indicators = method.methodology.indicators
    return {part.id for part in indicators if any(map(is_few, _people(method, part, inputs)))}


def _people(method: Method, indicator: Indicator, inputs: Inputs) -> list[int]:
    """How many people are behind each of an indicator's shares."""
    shares = [share for id_ in indicator.questions if (share := inputs.shares.get(id_))]
    asked = [share.asked for share in shares if method.methodology.denominator is Denominator.ALL]
    return [*(share.answered for share in shares), *asked]


def _without(method: Method, inputs: Inputs, withheld: set[str]) -> Inputs:
    hidden = {id_ for part in method.methodology.indicators if part.id in withheld for id_ in part.questions}
    hidden |= {id_ for id_, share in inputs.shares.items() if is_few(share.asked)}
    return replace(inputs, shares={id_: share for id_, share in inputs.shares.items() if id_ not in hidden})


def _tells(one: tuple[Method, Inputs], other: tuple[Method, Inputs]) -> bool:
    """Whether two countings of the same people tell together what one of them does not."""
    if _tells_few(one[1], other[1]):
        return True
    return bool((one[1] != other[1] or one[0] != other[0]) and (_few(*one) or _few(*other)))


def _tells_few(one: Inputs, other: Inputs) -> bool:
    """Whether the differences of two countings tell what a few people answered."""
    empty = Share(0, 0, 0)
    differences = [one.responses - other.responses]
    for id_ in one.shares.keys() | other.shares.keys():
        a, b = one.shares.get(id_, empty), other.shares.get(id_, empty)
        differences += [a.yes - b.yes, a.answered - b.answered, a.asked - b.asked]
    return any(is_few(abs(difference)) for difference in differences)

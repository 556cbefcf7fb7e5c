"""Whether a withheld share of few people could be found by trying: their answers can be few things only.

An estimate beside the rule, so it counts with floating points.
"""

from collections.abc import Collection, Iterator

from surveys.domain.indicators import Share
from surveys.domain.methodology import TOTAL, Indicator, Method
from surveys.domain.rating import Assessed

TOLD_TO = 0.005
"""How far a published total may be from the exact one: it is told to two decimals."""


def leaves_open(method: Method, one: Assessed, few: Collection[str], other: str, least: int) -> bool:
    """Whether, with the indicators `few` and `other` withheld, their sum still fits other answers of the few.

    The total and everything else tell that sum. For each share of fewer than `least` people there has to be another
    answer of one of them for which `other` would have points that a share of at least `least` people can have.
    """
    value = one.score[other].value
    if one.score[TOTAL].value is None or value is None:
        return True  # without a total nothing tells the sum
    weights = _weights(method, one)
    near = TOLD_TO / weights[other]
    for indicator in method.methodology.indicators:
        if indicator.id in few and indicator.id in weights:
            ours = weights[indicator.id] / weights[other]
            steps = list(_steps(method, indicator, one, least))
            fits = (_can_be(float(value) - ours * step, near, least, one.inputs.responses) for step in steps)
            if steps and not any(fits):
                return False
    return True


def _weights(method: Method, one: Assessed) -> dict[str, float]:
    """How much a point of each indicator that has points counts in the total."""
    found: dict[str, float] = {}
    for criterion in method.methodology.criteria:
        known = {part.id: float(part.weight) for part in criterion.indicators if one.score[part.id].value is not None}
        whole = sum(known.values())
        found |= {id_: float(criterion.weight) * weight / whole for id_, weight in known.items()}
    return found


def _steps(method: Method, indicator: Indicator, one: Assessed, least: int) -> Iterator[float]:
    """By how many points an indicator moves with one answer more or less of one of the few."""
    rule = method.methodology.denominator
    shares = (one.inputs.shares.get(id_, Share(0, 0, 0)) for id_ in indicator.questions)
    counted = [(share.yes, base) for share in shares if (base := share.base(rule))]
    for yes, base in counted:
        step = 100 / base / len(counted)
        if base < least and yes < base:
            yield step
        if base < least and yes:
            yield -step


def _can_be(points: float, near: float, least: int, most: int) -> bool:
    """Whether a share of `least` to `most` people can have these points, as near as is told."""
    if not -near <= points <= 100 + near:
        return False
    return any(abs(100 * round(points * people / 100) / people - points) <= near for people in range(least, most + 1))

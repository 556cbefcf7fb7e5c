"""Weak points of a round: what is lowest against the mean, and what inspections find missing most often."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from surveys.domain.checklist import Group, Item, Mark
from surveys.domain.methodology import Indicator
from surveys.domain.rating import Assessed
from surveys.files.documents.facts import Shown


@dataclass(frozen=True)
class Lag:
    """An indicator of an organization that is below the mean: its points and the mean."""

    indicator: Indicator
    value: Fraction
    mean: Fraction


@dataclass(frozen=True)
class Missing:
    """An item of the checklist: in how many organizations it is missing, half there, and looked at."""

    group: Group
    item: Item
    lacking: int
    half: int
    inspected: int


def lags(shown: Shown, one: Assessed, most: int) -> list[Lag]:
    """The indicators of an organization that are farthest below the mean, the farthest first."""
    found = []
    for indicator in shown.method.methodology.indicators:
        value, mean = one.score[indicator.id].value, shown.mean()[indicator.id]
        if value is not None and mean is not None and value < mean:
            found.append(Lag(indicator, value, mean))
    return sorted(found, key=lambda lag: lag.value - lag.mean)[:most]


def lowest(shown: Shown) -> list[tuple[Indicator, Fraction]]:
    """The indicators that have a mean, the lowest first."""
    means = ((indicator, shown.mean()[indicator.id]) for indicator in shown.method.methodology.indicators)
    return sorted(((indicator, mean) for indicator, mean in means if mean is not None), key=lambda pair: pair[1])


def missing(shown: Shown) -> list[Missing]:
    """The items that are missing somewhere, those that are missing most often first."""
    marks = Counter(_marks(shown.organizations))
    found = []
    for id_, group in shown.method.checklist.group_of.items():
        lacking, half, there = (marks[id_, mark.value] for mark in (Mark.NO, Mark.HALF, Mark.YES))
        if lacking or half:
            item = shown.method.checklist.by_id[id_]
            found.append(Missing(group, item, lacking, half, lacking + half + there))
    return sorted(found, key=lambda one: (-one.lacking, -one.half))


def _marks(organizations: Iterable[Assessed]) -> Iterable[tuple[str, str]]:
    for one in organizations:
        yield from one.inputs.marks.items()

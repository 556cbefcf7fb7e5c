"""What is shown: counts with their names. A chart is a value; equal charts are equal pictures."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate

from surveys.charts.heading import Heading
from surveys.charts.point_counts import Course, Distribution, Profile, Ranking

VERSION = 1
"""To be raised when the same counts are drawn differently."""


@dataclass(frozen=True)
class Answers:
    """How many answered a question with yes and with no."""

    yes: int
    no: int

    @property
    def asked(self) -> int:
        """How many answered it."""
        return self.yes + self.no

    @property
    def percent(self) -> Decimal | None:
        """The share of yes; None if nobody answered."""
        return percent(self.yes, self.asked)


@dataclass(frozen=True)
class ShareSeries:
    """One scope's answers to each question. None is withheld."""

    name: str
    answers: tuple[Answers | None, ...]


@dataclass(frozen=True)
class Shares:
    """The share of yes for each question."""

    heading: Heading
    questions: tuple[str, ...]
    series: tuple[ShareSeries, ...]


@dataclass(frozen=True)
class PartSeries:
    """One scope's counts, row by row. None is withheld, and then so are the shares."""

    name: str
    counts: tuple[int | None, ...]

    @property
    def total(self) -> int | None:
        """All rows together; None if one is withheld."""
        told = [count for count in self.counts if count is not None]
        return sum(told) if len(told) == len(self.counts) else None

    def percent(self, row: int) -> Decimal | None:
        """A row's share of the whole; None if there is nothing or it is withheld."""
        return percent(self.counts[row] or 0, self.total or 0)


@dataclass(frozen=True)
class Parts:
    """How a whole is made up: channels, or the ages or the sex of those who answered; one thing, never two crossed."""

    heading: Heading
    rows: tuple[str, ...]
    series: tuple[PartSeries, ...]


@dataclass(frozen=True)
class DaySeries:
    """How many responses came on each day that had any, up to `until`; `required` is the sample, None if unknown."""

    name: str
    days: tuple[tuple[date, int], ...]
    until: date
    required: int | None

    @property
    def cumulative(self) -> tuple[tuple[date, int], ...]:
        """How many had come by the end of each of these days."""
        sums = accumulate(count for _, count in self.days)
        return tuple((day, total) for (day, _), total in zip(self.days, sums, strict=True))

    @property
    def total(self) -> int:
        """All responses."""
        return sum(count for _, count in self.days)


@dataclass(frozen=True)
class Days:
    """Responses by day, cumulative, from `first` to `last`, against the required sample that is due on `due`.

    Where two scopes are compared and both samples are known, each is drawn in per cent of its own.
    """

    heading: Heading
    first: date
    last: date
    due: date | None
    series: tuple[DaySeries, ...]

    @cached_property
    def in_percent(self) -> bool:
        """Whether the scopes are drawn in per cent of their samples."""
        return len(self.series) > 1 and all(one.required for one in self.series)


Chart = Shares | Parts | Days | Profile | Ranking | Distribution | Course


def percent(part: int, whole: int) -> Decimal | None:
    """A share in per cent with one decimal, half up; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def fingerprint(chart: Chart) -> str:
    """The same for equal charts that are drawn by the same version of us, and for no others."""
    return hashlib.sha256(repr((VERSION, chart)).encode()).hexdigest()[:32]

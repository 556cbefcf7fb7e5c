"""What is shown of points: each rounded already, or a word where there are none. Equal charts are equal pictures."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from surveys.charts.heading import Heading


@dataclass(frozen=True)
class Shown:
    """Points as they are shown: rounded, or None and the word that stands there instead."""

    points: Decimal | None
    word: str = ""

    def said(self, language: str) -> str:
        """The points with the decimals that they have, or the word."""
        return self.word if self.points is None else written(self.points, language)


def written(points: Decimal, language: str) -> str:
    """Points with the decimals that they have, as they are written in a language."""
    digits = max(-int(points.as_tuple().exponent), 0)
    return str(format_decimal(points, f"#,##0.{'0' * digits}" if digits else "#,##0", locale=language))


@dataclass(frozen=True)
class Row:
    """An indicator or a criterion: its number and name, an organization's points, the mean of its group."""

    number: str
    name: str
    own: Shown
    mean: Shown


@dataclass(frozen=True)
class Part:
    """A criterion with its indicators."""

    criterion: Row
    indicators: tuple[Row, ...]


@dataclass(frozen=True)
class Profile:
    """An organization's points over the indicators against the mean of a group.

    `own` and `mean` say in the legend whose each is; `mean` is empty where there is no group to compare with.
    `heads` stand above the columns of numbers.
    """

    heading: Heading
    own: str
    mean: str
    heads: tuple[str, str]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Ranked:
    """An organization in a ranking; `place` is empty where it has none."""

    place: str
    name: str
    total: Shown


@dataclass(frozen=True)
class Ranking:
    """Totals of organizations, best first, against their mean, which `mean_name` calls by its name."""

    heading: Heading
    unit: str
    mean_name: str
    mean: Shown
    rows: tuple[Ranked, ...]


@dataclass(frozen=True)
class Distribution:
    """How many organizations have a total within which bounds.

    `edges` are the bounds, one more than there are `counts` and `names`; `without` have no total that is told.
    """

    heading: Heading
    unit: str
    edges: tuple[int, ...]
    names: tuple[str, ...]
    counts: tuple[int, ...]
    without: int


@dataclass(frozen=True)
class Moment:
    """A round in an organization's course: short beneath the picture, in full in the table."""

    label: str
    name: str
    total: Shown


@dataclass(frozen=True)
class Course:
    """An organization's totals over the rounds, the oldest first."""

    heading: Heading
    unit: str
    moments: tuple[Moment, ...]

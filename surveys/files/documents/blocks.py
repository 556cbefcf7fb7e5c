"""What a document is made of, before anything writes it: the same blocks make a page and a workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from surveys.domain.rounding import half_up
from surveys.files import points

CHARACTERS_PER_MM = 0.62
"""Of a sheet's columns: they are a little wider than those of a page."""

LEAST_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact, shown with so many decimals, half up; `mark` stands behind it, `signed` is for differences."""

    value: Fraction | int
    digits: int = 0
    mark: str = ""
    signed: bool = False

    @property
    def rounded(self) -> Decimal:
        """The number as it is shown."""
        value = half_up(abs(Fraction(self.value)), self.digits)
        return -value if self.value < 0 else value

    def __str__(self) -> str:
        write = points.change if self.signed and self.rounded else points.number
        return write(Fraction(self.value), "ru", self.digits) + self.mark


Cell = str | Number


class Row(NamedTuple):
    """A row of a table; what sums up others is `strong`."""

    cells: Sequence[Cell]
    strong: bool = False


Align = Literal["left", "center"]


class Column(NamedTuple):
    """A column: its heading, its width in millimetres, and the heading that it shares with its neighbours."""

    heading: str
    width: float
    align: Align = "center"
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table. `sheet` is what its sheet of a workbook is called; there the first `fixed` columns stay in sight.

    `size` is that of its type in points; `notes` explain what stands in it; one whose heading says all is not
    `captioned`.
    """

    sheet: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: Sequence[str] = ()
    size: float = 9
    fixed: int = 0
    filtered: bool = True
    captioned: bool = True

    @property
    def widths(self) -> list[float]:
        """The widths of its columns on a sheet, in characters."""
        return [max(column.width * CHARACTERS_PER_MM, LEAST_CHARACTERS) for column in self.columns]


@dataclass(frozen=True)
class Heading:
    """A heading: of a section (1) or of a part of one (2)."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; with `indent` as in running text."""

    text: str
    indent: bool = True


@dataclass(frozen=True)
class Items:
    """A list of short texts, in `small` type where room is scarce."""

    texts: Sequence[str]
    small: bool = False


@dataclass(frozen=True)
class Pairs:
    """Names with what they are, side by side."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, so many millimetres wide; `said` is what it shows, in words."""

    png: bytes
    said: str
    width: float = 165


@dataclass(frozen=True)
class Signature:
    """Who signs, on a line with room for the hand and the name."""

    role: str


@dataclass(frozen=True)
class Turn:
    """From here on another page, upright or across."""

    across: bool


Block = Table | Heading | Text | Items | Pairs | Picture | Signature | Turn


@dataclass(frozen=True)
class Document:
    """A document: `kind` in capitals and `subject` are its title, `lines` stand beneath it.

    `mark` stands on each page, `stamp` at the top right of the first one. `across` is whether that one lies;
    `told_first` whether a workbook begins with the texts, `in_one` whether it has one sheet for its only table and
    for them.
    """

    kind: str
    subject: str
    lines: Sequence[str]
    mark: str
    day: date
    author: str
    blocks: Sequence[Block]
    stamp: Sequence[str] = ()
    across: bool = False
    told_first: bool = False
    in_one: bool = False

    @property
    def title(self) -> str:
        """What the document is called in one line."""
        return f"{self.kind.capitalize()} {self.subject}"

    @property
    def about(self) -> str:
        """What stands beneath the title, in one line."""
        return ". ".join(self.lines)

    @property
    def notes(self) -> list[str]:
        """What explains its tables, each once."""
        tables = (block for block in self.blocks if isinstance(block, Table))
        return list(dict.fromkeys(note for table in tables for note in table.notes))

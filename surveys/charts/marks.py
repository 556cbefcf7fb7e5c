"""What a drawing is made of, before anything draws it: texts, boxes and lines in pixels, from the top left."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import Literal

from babel.numbers import format_decimal, format_percent

from surveys.files import lines, typeface

CAPITAL = 0.714
"""How high a capital of our typeface is, in em."""


Align = Literal["left", "center", "right"]


class Layout(StrEnum):
    """For what a chart is drawn: by itself with its title, or within a page that has the title, wide or narrow."""

    SHEET = "sheet"
    PAGE = "page"
    PHONE = "phone"

    def drawing(self, page: float, sheet: float) -> "Drawing":
        """An empty drawing for it, as wide as a page or a sheet gives room."""
        match self:
            case Layout.SHEET:
                return Drawing(sheet, margin=24)
            case Layout.PAGE:
                return Drawing(page)
            case Layout.PHONE:
                return Drawing(328)


@dataclass(frozen=True)
class Text:
    """A line of type; `y` is its base line. `align` is left, center or right of `x`."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    ink: str = "ink"
    align: Align = "left"


@dataclass(frozen=True)
class Box:
    """A rectangle, filled and edged in colours among the tokens, hatched in the colour of its edge."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None
    edge: str | None = None
    hatch: str = ""


@dataclass(frozen=True)
class Line:
    """Points joined by a line; `dashes` are lengths of ink and gap in its widths."""

    points: tuple[tuple[float, float], ...]
    ink: str
    width: float = 1
    dashes: tuple[float, ...] = ()


Mark = Text | Box | Line


@dataclass(frozen=True)
class Look:
    """What tells one series from another also in grey: fill, edge, hatch; line, width, dashes."""

    fill: str
    edge: str
    hatch: str
    ink: str
    width: float
    dashes: tuple[float, ...] = ()


LOOKS = (
    Look("accent", "accent", "", "accent", 2.6),
    Look("line", "accent-dark", "////", "ink-soft", 2.2, (1.2, 1.2)),
)
"""Dark and plain against light and hatched."""


@dataclass
class Drawing:
    """Marks on a sheet of a width within its margin; it grows downwards. `y` is where the next thing begins."""

    width: float
    margin: float = 0
    y: float = 2
    marks: list[Mark] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """How wide and high it has become, with its margin, in whole pixels."""
        return round(self.width + 2 * self.margin), ceil(self.y + 2 * self.margin)

    def text(  # noqa: PLR0913
        self,
        x: float,
        text: str,
        size: float,
        *,
        room: float,
        bold: bool = False,
        ink: str = "ink",
        top: float = -1,
        most: int = 0,
    ) -> float:
        """Put a text with its left at `x` and its top at `top` (here), in lines within `room`; where its foot is."""
        top = self.y if top < 0 else top
        leading = size * 1.3
        for number, line in enumerate(wrapped(text, size, room, bold=bold, most=most)):
            self.line(x, top + (number + 0.5) * leading, line, size, bold=bold, ink=ink)
            foot = top + (number + 1) * leading
        return foot if text else top

    def line(  # noqa: PLR0913
        self,
        x: float,
        middle: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        ink: str = "ink",
        align: Align = "left",
    ) -> None:
        """Put one line of type whose capitals are centred on `middle`."""
        self.marks.append(Text(x, middle + size * CAPITAL / 2, typeface.printable(text), size, bold, ink, align))

    def add(self, *marks: Mark) -> None:
        """Put marks."""
        self.marks.extend(marks)


def wrapped(text: str, size: float, room: float, *, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """The lines of a text within `room` pixels; where there are more than `most`, the last one ends with dots."""
    measure = typeface.measure(bold=bold)
    found = lines.wrapped(typeface.printable(text), measure, room / size)
    if not most or len(found) <= most:
        return found
    last = found[most - 1]
    while last and measure(f"{last}…") * size > room:
        last = last[:-1]
    return *found[: most - 1], f"{last.rstrip()}…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in pixels."""
    return typeface.measure(bold=bold)(typeface.printable(text)) * size


def number(value: int, language: str) -> str:
    """A whole number as it is written in a language."""
    return str(format_decimal(value, locale=language))


def share(value: Decimal, language: str) -> str:
    """Per cent with one decimal as they are written in a language."""
    return str(format_percent(value / 100, format="#,##0.0\xa0%" if language == "ru" else "#,##0.0%", locale=language))

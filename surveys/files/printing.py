"""What everything that we print stands on: the site's colours and sizes, a typeface with Cyrillic, a sheet."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property

from fpdf import FPDF, ViewerPreferences
from fpdf.drawing import PaintedPath
from fpdf.enums import PathPaintRule
from fpdf.fonts import TTFFont

from surveys.files import lines, qr, typeface
from surveys.files.lines import Measure
from surveys.files.tokens import colour, rem

logging.getLogger("fontTools").setLevel(logging.WARNING)
"""Otherwise it tells of every table of every typeface that it cuts down."""

POINT = 25.4 / 72
"""A point in millimetres."""

CAPITAL = 0.714
"""How high a capital of our typeface is, in em."""

A4 = (210.0, 297.0)
A5 = (148.0, 210.0)
"""Width and height in millimetres."""


@dataclass(frozen=True)
class Text:
    """Lines of type: `size` in points, `leading` from one line to the next and `width` of the widest in millimetres."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    leading: float
    width: float

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last one, in millimetres."""
        return len(self.lines) * self.leading


@dataclass(frozen=True)
class Block:
    """A part of a page that stays together: its height in millimetres, and how it is printed from its top."""

    height: float
    draw: Callable[[float], None]


class Sheet(FPDF):
    """A document to print. Lengths are in millimetres of a layout that `scale` makes larger or smaller on paper.

    `rem` is the unit of the site's tokens on this layout, in points.
    """

    def __init__(  # noqa: PLR0913
        self, page: tuple[float, float], *, rem: float, title: str, language: str, day: date, scale: float = 1
    ) -> None:
        super().__init__(unit=scale / POINT, format=(page[0] / scale, page[1] / scale))
        self.rem = rem
        self.scale = scale
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_title(title)
        self.set_lang(language)
        self.set_creator("Отклик")
        self.set_creation_date(datetime.combine(day, time(), UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for style in ("", "B"):
            self.add_font(typeface.NAME, style, typeface.file(bold=bool(style)))

    def points(self, token: str) -> float:
        """A size of type among the tokens, in points."""
        return rem(token) * self.rem

    def gap(self, token: str) -> float:
        """A distance among the tokens, in millimetres."""
        return rem(token) * self.rem * POINT

    @cached_property
    def _measures(self) -> Mapping[bool, Measure]:
        def measure(style: str) -> Measure:
            widths = self._font(style).cw
            return lambda text: sum(widths[ord(character)] for character in text) / 1000

        return {False: measure(""), True: measure("B")}

    def printable(self, text: str) -> str:
        """The text as it can be printed here, with the spaces that must not break."""
        return lines.tied(lines.printable(text, self._known))

    @cached_property
    def _known(self) -> frozenset[int]:
        return frozenset(self._font("").cw) & frozenset(self._font("B").cw)

    def _font(self, style: str) -> TTFFont:
        font = self.fonts[f"noto sans{style}"]
        assert isinstance(font, TTFFont)
        return font

    def laid(self, text: str, width: float, size: float, *, bold: bool = False, leading: float = 1.35) -> Text:
        """A text in lines at most `width` wide, as they come; `leading` in em."""
        measure = self._measures[bold]
        found = lines.wrapped(self.printable(text), measure, width / (size * POINT))
        return self._text(found, size, bold, leading)

    def evened(self, text: str, width: float, size: float, *, bold: bool = False, leading: float = 1.25) -> Text:
        """A text in lines at most `width` wide and about as long as each other; `leading` in em."""
        measure = self._measures[bold]
        found = lines.balanced(self.printable(text), measure, width / (size * POINT))
        return self._text(found, size, bold, leading)

    def fitted(  # noqa: PLR0913
        self,
        text: str,
        width: float,
        height: float,
        sizes: tuple[float, float],
        *,
        bold: bool = False,
        leading: float = 1.25,
    ) -> Text:
        """As `evened`, in the largest of half-point `sizes` (largest, smallest) that is not higher than `height`.

        In the smallest size it may be higher.
        """
        size, smallest = sizes
        while size > smallest and self.laid(text, width, size, bold=bold, leading=leading).height > height:
            size = max(size - 0.5, smallest)
        return self.evened(text, width, size, bold=bold, leading=leading)

    def in_a_line(self, text: str, width: float, sizes: tuple[float, float], *, bold: bool = False) -> Text:
        """A text in one line, in the largest of `sizes` (largest, smallest); in more lines only in the smallest."""
        largest, smallest = sizes
        em = self._measures[bold](self.printable(text)) or 1
        return self.evened(text, width, min(max(width / em / POINT * 0.999, smallest), largest), bold=bold)

    def _text(self, found: tuple[str, ...], size: float, bold: bool, leading: float) -> Text:
        widest = max(map(self._measures[bold], found), default=0.0)
        return Text(found, size, bold, leading * size * POINT, widest * size * POINT)

    def put(self, text: Text, x: float, y: float, ink: str = "ink") -> float:
        """Print a text with its top left at x, y, in a colour among the tokens; where its foot is."""
        self.set_font(typeface.NAME, "B" if text.bold else "", text.size * self.scale)
        self.set_text_color(*colour(ink))
        rise = (text.leading + CAPITAL * text.size * POINT) / 2
        for number, line in enumerate(text.lines):
            self.text(x, y + number * text.leading + rise, line)
        return y + text.height

    def fill(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Print a plain rectangle in a colour among the tokens."""
        self.set_fill_color(*colour(ink))
        self.rect(x, y, width, height, style="F")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Print an empty box to tick or to write in."""
        self.set_line_width(0.3)
        self.set_draw_color(*colour("ink"))
        self.rect(x, y, width, height)

    def code(self, modules: qr.Matrix, x: float, y: float, side: float) -> None:
        """Print a QR code, `side` without its quiet zone, in plain black: printers then mix no colours for it."""
        module = side / len(modules)
        path = PaintedPath()
        for left, top, length in qr.runs(modules):
            path.rectangle(x + left * module, y + top * module, length * module, module)
        path.style.fill_color = "#000"
        path.style.stroke_color = None
        path.style.paint_rule = PathPaintRule.FILL_NONZERO
        with self.drawing_context() as drawing:
            drawing.add_item(path, clone=False)

    def finished(self) -> bytes:
        """The whole document as a PDF file."""
        return bytes(self.output())

"""A drawing by matplotlib's Figure, never pyplot: SVG whose text can be selected, or PNG; the same bytes each time."""

import io
import threading
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from surveys.charts.marks import Box, Drawing, Line, Mark, Text
from surveys.files import tokens, typeface

if TYPE_CHECKING:
    from matplotlib.artist import Artist

PIXELS = 96
"""A pixel of a drawing is one of CSS: so many go into an inch."""

DENSITY = 2
"""How many dots of a PNG go into a pixel."""

COLOURS = 128
"""How many colours a PNG has: ours, and what is between them along their edges. It is a third as large then."""

FIXED: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "otklik",
    "hatch.linewidth": 1.1,
    "path.simplify": False,
}

_one_at_a_time = threading.Lock()
"""matplotlib keeps its settings and caches for the whole process, and threads would mix them up."""


def svg(drawing: Drawing) -> bytes:
    """The drawing as SVG in the service's own fonts."""
    image = _saved(drawing, "svg").decode()
    ours = tokens.tokens()["font"].replace('"', "'")
    return image.replace(f"font-family: {typeface.NAME!r}", quoteattr(f"font-family: {ours}")[1:-1]).encode()


def png(drawing: Drawing) -> bytes:
    """The drawing as PNG, dense enough for print, in the few colours that it has."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(_saved(drawing, "png"))) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True, dpi=(PIXELS * DENSITY, PIXELS * DENSITY))
    return file.getvalue()


def _saved(drawing: Drawing, form: str) -> bytes:
    with _one_at_a_time:
        from matplotlib import rc_context  # takes two seconds, so whoever sees no chart does not pay
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        with rc_context(FIXED):
            width, height = drawing.size
            figure = Figure(figsize=(width / PIXELS, height / PIXELS), dpi=PIXELS, facecolor=_ink("paper"))
            inches = Affine2D().translate(drawing.margin, drawing.margin - height).scale(1 / PIXELS, -1 / PIXELS)
            downwards = inches + figure.dpi_scale_trans
            for layer, mark in enumerate(drawing.marks):
                artist = _artist(mark)
                artist.set_transform(downwards)
                artist.set_zorder(layer)
                figure.add_artist(artist)
            file = io.BytesIO()
            without = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
            figure.savefig(file, format=form, dpi=PIXELS * DENSITY if form == "png" else PIXELS, metadata=without)
    return file.getvalue()


def _artist(mark: Mark) -> "Artist":
    match mark:
        case Text():
            return _text(mark)
        case Box():
            return _box(mark)
        case Line():
            return _line(mark)


def _text(mark: Text) -> "Artist":
    from matplotlib import text
    from matplotlib.font_manager import FontProperties

    weight = "bold" if mark.bold else "normal"
    face = FontProperties(family=[typeface.NAME], weight=weight, fname=str(typeface.file(bold=mark.bold)))
    face.set_size(mark.size * 72 / PIXELS)
    said = text.Text(mark.x, mark.y, mark.text, color=_ink(mark.ink), fontproperties=face, parse_math=False)
    said.set_horizontalalignment(mark.align)
    said.set_verticalalignment("baseline")
    return said


def _box(mark: Box) -> "Artist":
    from matplotlib.patches import Rectangle

    fill, edge = (_ink(token) if token else "none" for token in (mark.fill, mark.edge))
    box = Rectangle((mark.x, mark.y), mark.width, mark.height, facecolor=fill, edgecolor=edge)
    box.set_linewidth(0.75 if mark.edge else 0)
    if mark.hatch:
        box.set_hatch(mark.hatch)
    return box


def _line(mark: Line) -> "Artist":
    from matplotlib.lines import Line2D

    xs, ys = zip(*mark.points, strict=True)
    style: Any = (0, mark.dashes) if mark.dashes else "-"
    width = mark.width * 72 / PIXELS
    return Line2D(xs, ys, color=_ink(mark.ink), linewidth=width, linestyle=style, solid_joinstyle="round")


def _ink(token: str) -> str:
    return tokens.tokens()[token]

"""What stands above a drawing: its title where it is by itself, and which look is whose."""

from collections.abc import Sequence

from surveys.charts.heading import Heading
from surveys.charts.marks import LOOKS, Box, Drawing, Layout, Line, width_of, wrapped

SIZE = 14
SWATCH = 22
GAP = 8
BETWEEN = 28


PIN = 3
"""How wide the mark across a bar is."""

BEYOND = 4
"""How far it stands out above and below."""


def head(drawing: Drawing, heading: Heading, layout: Layout) -> None:
    """Title and subtitle, where the page around the drawing does not say them."""
    if layout is not Layout.SHEET:
        return
    drawing.y = drawing.text(0, heading.title, 20, room=drawing.width, bold=True) + 2
    drawing.y = drawing.text(0, heading.subtitle, SIZE, room=drawing.width, ink="ink-soft") + 14


def keys(  # noqa: PLR0913
    drawing: Drawing,
    names: Sequence[str],
    *,
    rest: str = "",
    lines: bool = False,
    dashed: str = "",
    pin: str = "",
) -> None:
    """Which look is whose, in as many lines as it takes.

    `rest` names what is left empty, `dashed` a dashed line, `pin` the mark that stands across a bar.
    """
    looks = list(zip(names, LOOKS, strict=False))
    x = 0.0
    for name, look in [*looks, *((extra, None) for extra in (rest, dashed, pin) if extra)]:
        room = drawing.width - SWATCH - GAP
        wide = SWATCH + GAP + min(width_of(name, SIZE), room)
        if x and x + wide > drawing.width:
            x, drawing.y = 0.0, drawing.y + SIZE * 1.3 + 3
        middle = drawing.y + SIZE * 0.65
        if look is not None and lines:
            drawing.add(Line(((x, middle), (x + SWATCH, middle)), look.ink, look.width, look.dashes))
        elif look is not None:
            drawing.add(Box(x, middle - 7, SWATCH, 14, look.fill, look.edge, look.hatch))
        elif name == dashed:
            drawing.add(Line(((x, middle), (x + SWATCH, middle)), "ink", 1.2, (5, 3)))
        elif name == pin:
            drawing.add(*pinned(x + SWATCH / 2, middle, 14))
        else:
            drawing.add(Box(x, middle - 7, SWATCH, 14, "paper", "line"))
        foot = drawing.text(x + SWATCH + GAP, name, SIZE, room=room)
        drawing.y += max(0, len(wrapped(name, SIZE, room)) - 1) * SIZE * 1.3
        x += wide + BETWEEN
        x = 0.0 if foot > drawing.y + SIZE * 1.4 else x
    drawing.y += SIZE * 1.3 + 14


def pinned(x: float, middle: float, high: float) -> tuple[Box, Box]:
    """A mark across a bar that is so high, to be seen upon light and dark."""
    top, tall = middle - high / 2 - BEYOND, high + 2 * BEYOND
    return Box(x - PIN / 2 - 2, top, PIN + 4, tall, "paper"), Box(x - PIN / 2, top, PIN, tall, "ink")

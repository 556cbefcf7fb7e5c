"""Points from left to right: how many organizations have which total, and one organization's totals over the years."""

from dataclasses import dataclass

from surveys.charts.days import tick
from surveys.charts.legend import head
from surveys.charts.marks import LOOKS, Box, Drawing, Layout, Line, number, width_of, wrapped
from surveys.charts.point_counts import Course, Distribution, Moment

WIDTH = 560
SMALL = 14
POINT = 13
LEADING = 1.3 * SMALL
LEAST_RANGE = 20
"""How many points the axis of a course spans at least, so that a small change does not look like a large one."""

BENEATH = 5
"""How many points are left beneath the lowest one, so that its number has room there."""


@dataclass(frozen=True)
class _Field:
    """Where values are in the drawing, and between which bounds."""

    left: float
    top: float
    right: float
    bottom: float
    least: float
    most: float

    def y(self, value: float) -> float:
        """A value's place from the top."""
        return self.bottom - (self.bottom - self.top) * (value - self.least) / (self.most - self.least)


def draw_distribution(chart: Distribution, layout: Layout) -> Drawing:
    """A column for each band, with how many there are above it; the bounds stand beneath."""
    language = chart.heading.words.language
    drawing = layout.drawing(page=WIDTH, sheet=WIDTH)
    head(drawing, chart.heading, layout)
    field = _field(drawing, layout, (0, max([*chart.counts, 1])), 14, 14)
    step = (field.right - field.left) / len(chart.counts)
    for place, count in enumerate(chart.counts):
        left = field.left + place * step
        if count:
            top = field.y(count)
            drawing.add(Box(left + 2, top, step - 4, field.bottom - top, LOOKS[0].fill, LOOKS[0].edge))
            said = number(count, language)
            drawing.line(left + step / 2, top - SMALL * 0.8, said, SMALL, bold=True, align="center")
    drawing.add(Line(((field.left, field.bottom), (field.right, field.bottom)), "ink-soft", 1.2))
    for place, edge in enumerate(chart.edges):
        _tick(drawing, field.left + place * step, field.bottom, number(edge, language))
    middle = (field.left + field.right) / 2
    drawing.line(middle, field.bottom + 17 + LEADING, chart.unit, SMALL, ink="ink-soft", align="center")
    drawing.y = field.bottom + 17 + 2 * LEADING
    return drawing


def draw_course(chart: Course, layout: Layout) -> Drawing:
    """A line through the totals, each with its number; it breaks where there is none, and the word stands there."""
    language = chart.heading.words.language
    drawing = layout.drawing(page=WIDTH, sheet=WIDTH)
    head(drawing, chart.heading, layout)
    told = [float(one.total.points) for one in chart.moments if one.total.points is not None]
    drawing.y = drawing.text(0, chart.unit, SMALL, room=drawing.width, ink="ink-soft")
    field = _field(drawing, layout, span(told), width_of(number(100, language), SMALL) + 10, 1)
    _ground(drawing, field, language)
    step = (field.right - field.left) / len(chart.moments)
    course: list[tuple[float, float]] = []
    for place, one in enumerate(chart.moments):
        x = field.left + (place + 0.5) * step
        if one.total.points is None:
            course = []
            _word(drawing, one, x, field, step - 6)
        else:
            course = [*course[-1:], (x, field.y(float(one.total.points)))]
            drawing.add(*([Line(tuple(course), LOOKS[0].ink, LOOKS[0].width)] if len(course) > 1 else []))
        _tick(drawing, x, field.bottom, one.label)
    for place, one in enumerate(chart.moments):
        beside = [*chart.moments[max(place - 1, 0) : place], *chart.moments[place + 1 : place + 2]]
        _point(drawing, one, beside, field.left + (place + 0.5) * step, field, language)
    drawing.y = field.bottom + 17 + LEADING
    return drawing


def span(values: list[float]) -> tuple[int, int]:
    """Between which tens the axis of these totals runs, within 0 and 100 and not too near to each other."""
    if not values:
        return 0, 100
    least, most = max(int((min(values) - BENEATH) // 10) * 10, 0), min(-int(-max(values) // 10) * 10, 100)
    while most - least < LEAST_RANGE:
        least, most = (max(least - 10, 0), most) if least else (least, most + 10)
    return least, most


def _field(drawing: Drawing, layout: Layout, between: tuple[float, float], left: float, right: float) -> _Field:
    least, most = between
    top = drawing.y + LEADING + 6
    high = 180 if layout is Layout.PHONE else 220
    return _Field(left, top, drawing.width - right, top + high, least, most)


def _ground(drawing: Drawing, field: _Field, language: str) -> None:
    step = tick(field.most - field.least)
    value = field.least
    while value <= field.most:
        y = field.y(value)
        is_ground = value == field.least
        ink, width = ("ink-soft", 1.2) if is_ground else ("line", 0.8)
        drawing.add(Line(((field.left, y), (field.right, y)), ink, width))
        drawing.line(field.left - 8, y, number(int(value), language), SMALL, ink="ink-soft", align="right")
        value += step


def _point(  # noqa: PLR0913, PLR0917
    drawing: Drawing, one: Moment, beside: list[Moment], x: float, field: _Field, language: str
) -> None:
    """A total with its number above it, or beneath it where the line goes up from there."""
    if one.total.points is None:
        return
    others = [other.total.points for other in beside if other.total.points is not None]
    y, said = field.y(float(one.total.points)), one.total.said(language)
    is_low = bool(others) and min(others) > one.total.points and field.bottom - y > 8 + LEADING
    middle = y + 8 + LEADING / 2 if is_low else y - 8 - LEADING / 2
    wide = width_of(said, POINT, bold=True) + 2
    drawing.add(Box(x - 4, y - 4, 8, 8, LOOKS[0].ink))
    drawing.add(Box(x - wide / 2, middle - LEADING / 2, wide, LEADING, "paper"))
    drawing.line(x, middle, said, POINT, bold=True, align="center")


def _word(drawing: Drawing, one: Moment, x: float, field: _Field, room: float) -> None:
    """The word that stands where there are no points, beneath a dotted line."""
    longest = max(width_of(word, SMALL) for word in one.total.word.split(" "))
    said = wrapped(one.total.word, SMALL, max(room, longest))
    top = field.bottom - 6 - len(said) * LEADING
    drawing.add(Line(((x, field.top), (x, top)), "line-strong", 1, (1, 3)))
    for place, line in enumerate(said):
        drawing.line(x, top + (place + 0.5) * LEADING, line, SMALL, ink="ink-soft", align="center")


def _tick(drawing: Drawing, x: float, bottom: float, said: str) -> None:
    drawing.add(Line(((x, bottom), (x, bottom + 5)), "ink-soft", 1.2))
    drawing.line(x, bottom + 17, said, SMALL, align="center")

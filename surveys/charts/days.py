"""Responses by day, cumulative, against the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from surveys.charts.counts import Days, DaySeries, percent
from surveys.charts.legend import head, keys
from surveys.charts.marks import LOOKS, Box, Drawing, Layout, Line, number, share, width_of

SMALL = 13
DAY = timedelta(days=1)
TICKS = 5
"""About how many lines with a number there are."""


@dataclass(frozen=True)
class _Field:
    """Where days and numbers are in the drawing."""

    left: float
    top: float
    right: float
    bottom: float
    first: date
    last: date
    most: float

    def x(self, day: date) -> float:
        """A day's place from the left."""
        return self.left + (self.right - self.left) * (day - self.first).days / max((self.last - self.first).days, 1)

    def y(self, value: float) -> float:
        """A number's place from the top."""
        return self.bottom - (self.bottom - self.top) * value / self.most


def draw(chart: Days, layout: Layout) -> Drawing:
    """A line for each series, and a dashed one that leads to the required sample by its date."""
    words = chart.heading.words
    drawing = layout.drawing(page=920, sheet=920)
    head(drawing, chart.heading, layout)
    goal = _goal(chart)
    keys(drawing, [one.name for one in chart.series], lines=True, dashed=words.plan if goal else "")
    most = max([goal or 0, *(_value(chart, one, one.total) for one in chart.series), 1])
    step = tick(most)
    top_tick = -(-most // step) * step
    left = width_of(_said(chart, top_tick), SMALL) + 10
    ends = max(width_of(_end(chart, one), SMALL, bold=True) for one in chart.series)
    high = 220 if layout is Layout.PHONE else 280
    place = drawing.y + 8
    right = drawing.width - ends - 12
    field = _Field(left, place, right, place + high, chart.first - DAY, chart.last, top_tick)
    _ground(drawing, chart, field, step)
    if goal:
        start = (field.left, field.y(0 if chart.due else goal))
        drawing.add(Line((start, (field.x(chart.due or chart.last), field.y(goal))), "ink", 1.2, (5, 3)))
    for one, look in zip(chart.series, LOOKS, strict=False):
        points = tuple((field.x(day), field.y(_value(chart, one, total))) for day, total in _course(chart, one))
        drawing.add(Line(points, look.ink, look.width, look.dashes))
    _ends(drawing, chart, field)
    drawing.y = field.bottom + 30
    return drawing


def tick(most: float) -> int:
    """A round distance between lines, so that there are about TICKS of them up to `most`."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if most / step <= TICKS:
                return step
        size *= 10


def _goal(chart: Days) -> float | None:
    """How high the plan's line ends; none where two scopes with different or unknown samples are drawn in numbers."""
    if chart.in_percent:
        return 100.0
    known = {one.required for one in chart.series}
    required = next(iter(known)) if len(known) == 1 else None
    return float(required) if required else None


def _value(chart: Days, one: DaySeries, total: int) -> float:
    return 100 * total / one.required if chart.in_percent and one.required else float(total)


def _said(chart: Days, value: float) -> str:
    language = chart.heading.words.language
    return number(int(value), language) + ("\xa0%" if chart.in_percent else "")


def _end(chart: Days, one: DaySeries) -> str:
    language = chart.heading.words.language
    reached = percent(one.total, one.required or 0) if chart.in_percent else None
    return number(one.total, language) if reached is None else share(Decimal(reached), language)


def _course(chart: Days, one: DaySeries) -> Iterator[tuple[date, int]]:
    """The line's points: it stays level over days without responses and steps up on the day that has some."""
    level = 0
    yield chart.first - DAY, 0
    for day, total in one.cumulative:
        yield day - DAY, level
        yield day, total
        level = total
    yield max(one.until, chart.first), level


def _ground(drawing: Drawing, chart: Days, field: _Field, step: int) -> None:
    value = 0
    while value <= field.most:
        y = field.y(value)
        drawing.add(Line(((field.left, y), (field.right, y)), "line" if value else "ink-soft", 0.8 if value else 1.2))
        drawing.line(field.left - 8, y, _said(chart, value), SMALL, ink="ink-soft", align="right")
        value += step
    language = chart.heading.words.language
    length = (chart.last - chart.first).days
    apart = max(1, round(length / max(1, int((field.right - field.left) // 86))))
    for days in range(0, length + 1, apart):
        day = chart.first + days * DAY
        x = field.x(day)
        drawing.add(Line(((x, field.bottom), (x, field.bottom + 5)), "ink-soft", 1.2))
        drawing.line(x, field.bottom + 17, format_date(day, "d MMM", locale=language), SMALL, align="center")


def _ends(drawing: Drawing, chart: Days, field: _Field) -> None:
    """The last number at each line's end, the lower one moved down where they would meet."""
    places = [
        (field.y(_value(chart, one, one.total)), one, look) for one, look in zip(chart.series, LOOKS, strict=False)
    ]
    free = 0.0
    for y, one, look in sorted(places, key=lambda place: place[0]):
        x = field.x(max(one.until, chart.first))
        drawing.add(Box(x - 3, y - 3, 6, 6, look.ink))
        free = max(y, free)
        said = _end(chart, one)
        drawing.add(Box(x + 6, free - SMALL * 0.6, width_of(said, SMALL, bold=True) + 4, SMALL * 1.2, "paper"))
        drawing.line(x + 8, free, said, SMALL, bold=True, ink=look.ink)
        free += SMALL * 1.3

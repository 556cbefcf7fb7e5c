"""Bars of points, from 0 to 100: an organization's profile, or a ranking; a mark across each bar is the mean."""

from dataclasses import dataclass
from decimal import Decimal

from surveys.charts.legend import head, keys, pinned
from surveys.charts.marks import LOOKS, Box, Drawing, Layout, Line, width_of
from surveys.charts.point_counts import Part, Profile, Ranking, Row, written

PAGE = 880
SHEET = 704

TYPE = 16
SMALL = 15
HEAD = 14
BAR = 16
GAP = 10
NAMES = 0.46
"""How much of the width the names take, where they stand beside the bars."""

LONGEST = 4
"""In how many lines at most a name is put."""


@dataclass(frozen=True)
class _Columns:
    """Where things are in a row: the name behind its number, the bar, the numbers with their right edges.

    `bars` is 0 where a bar stands beneath its name; `mean` is 0 where there is no column of means.
    """

    names: float
    room: float
    bars: float
    length: float
    own: float
    mean: float


def draw_profile(chart: Profile, layout: Layout) -> Drawing:
    """Criterion by criterion: a bar for each indicator, a mark where the group's mean is, both as numbers."""
    language = chart.heading.words.language
    drawing = layout.drawing(page=PAGE, sheet=SHEET)
    head(drawing, chart.heading, layout)
    keys(drawing, [chart.own], pin=chart.mean)
    rows = [row for part in chart.parts for row in (part.criterion, *part.indicators)]
    own = [row.own.points for row in rows]
    means = [row.mean.points for row in rows] if chart.mean else []
    numbers = [row.number for row in rows]
    columns = _columns(drawing, layout, numbers, _wide(own, language, chart.heads[0]), _means(means, language, chart))
    for edge, name in zip((columns.own, columns.mean), chart.heads, strict=True):
        if edge:
            drawing.line(edge, drawing.y + HEAD / 2, name, HEAD, ink="ink-soft", align="right")
    drawing.y += HEAD * 1.4
    for part in chart.parts:
        _part(drawing, part, columns, layout, language)
    return drawing


def draw_ranking(chart: Ranking, layout: Layout) -> Drawing:
    """A bar for each organization with its place and its total, a mark where the mean of all is."""
    language = chart.heading.words.language
    drawing = layout.drawing(page=PAGE, sheet=SHEET)
    head(drawing, chart.heading, layout)
    mean = f"{chart.mean_name}: {chart.mean.said(language)}" if chart.mean.points is not None else ""
    keys(drawing, [chart.unit], pin=mean)
    places = [row.place for row in chart.rows]
    columns = _columns(drawing, layout, places, _wide([row.total.points for row in chart.rows], language, ""), 0)
    for row in chart.rows:
        drawing.add(Line(((0, drawing.y), (drawing.width, drawing.y)), "accent-soft"))
        drawing.y += 8
        _row(drawing, Row(row.place, row.name, row.total, chart.mean), columns, layout, language)
    return drawing


def _wide(values: list[Decimal | None], language: str, name: str) -> float:
    """How much room a column of numbers takes."""
    numbers = [width_of(written(value, language), SMALL, bold=True) for value in values if value is not None]
    return max([width_of(name, HEAD), *numbers])


def _means(values: list[Decimal | None], language: str, chart: Profile) -> float:
    return _wide(values, language, chart.heads[1]) if values else 0


def _columns(drawing: Drawing, layout: Layout, numbers: list[str], own: float, mean: float) -> _Columns:
    names = max((width_of(number, TYPE, bold=True) for number in numbers), default=0) + GAP
    right = drawing.width - 1
    own_edge = right - (mean + GAP if mean else 0)
    is_narrow = layout is Layout.PHONE
    bars = 0 if is_narrow else round(NAMES * drawing.width)
    room = drawing.width - names - (0 if is_narrow else drawing.width - bars + 2 * GAP)
    return _Columns(names, room, bars, own_edge - own - GAP - bars, own_edge, right if mean else 0)


def _part(drawing: Drawing, part: Part, columns: _Columns, layout: Layout, language: str) -> None:
    """A criterion's name with its points, and beneath it its indicators."""
    drawing.add(Line(((0, drawing.y), (drawing.width, drawing.y)), "line"))
    drawing.y += 8
    _criterion(drawing, part.criterion, columns, layout, language)
    for place, row in enumerate(part.indicators):
        if place:
            drawing.add(Line(((0, drawing.y), (drawing.width, drawing.y)), "accent-soft"))
            drawing.y += 8
        _row(drawing, row, columns, layout, language)
    drawing.y += 6


def _criterion(drawing: Drawing, row: Row, columns: _Columns, layout: Layout, language: str) -> None:
    is_known = row.own.points is not None
    said = row.own.said(language)
    beside = 0 if layout is Layout.PHONE else drawing.width - columns.own + width_of(said, SMALL, bold=is_known) + GAP
    top = drawing.y
    drawing.line(0, top + TYPE * 0.65, row.number, TYPE, bold=True)
    room = drawing.width - columns.names - beside
    foot = drawing.text(columns.names, row.name, TYPE, room=room, bold=True, most=LONGEST)
    middle = top + TYPE * 0.65 if beside else foot + TYPE * 0.65
    drawing.line(columns.own, middle, said, SMALL, bold=is_known, align="right")
    _mean(drawing, row, columns, middle, language)
    drawing.y = max(foot, middle + TYPE * 0.65) + 6


def _row(drawing: Drawing, row: Row, columns: _Columns, layout: Layout, language: str) -> None:
    top = drawing.y
    drawing.line(0, top + TYPE * 0.65, row.number, TYPE)
    foot = drawing.text(columns.names, row.name, TYPE, room=columns.room, most=LONGEST)
    middle = foot + 4 + BAR / 2 if layout is Layout.PHONE else (top + max(foot, top + BAR)) / 2
    _bar(drawing, row, columns, middle)
    if row.own.points is not None:
        drawing.line(columns.own, middle, row.own.said(language), SMALL, bold=True, align="right")
    _mean(drawing, row, columns, middle, language)
    drawing.y = max(foot, middle + BAR / 2) + 8


def _mean(drawing: Drawing, row: Row, columns: _Columns, middle: float, language: str) -> None:
    if columns.mean and row.mean.points is not None:
        drawing.line(columns.mean, middle, row.mean.said(language), SMALL, ink="ink-soft", align="right")


def _bar(drawing: Drawing, row: Row, columns: _Columns, middle: float) -> None:
    """A bar of 100 that is filled as far as the points go; where there are none, the word and a dotted line."""
    left, length, top = columns.bars, columns.length, middle - BAR / 2
    if row.own.points is None:
        start = left + width_of(row.own.word, SMALL) + GAP
        drawing.line(left, middle, row.own.word, SMALL, ink="ink-soft")
        drawing.add(Line(((start, middle), (left + length, middle)), "line-strong", 1, (1, 3)))
    else:
        look = LOOKS[0]
        drawing.add(Box(left, top, length, BAR, "paper", "line"))
        if row.own.points:
            drawing.add(Box(left, top, length * float(row.own.points) / 100, BAR, look.fill, look.edge))
    if row.mean.points is not None:
        drawing.add(*pinned(left + length * float(row.mean.points) / 100, middle, BAR))

"""Bars that tell shares: of yes for each question, or of each part in a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.charts.counts import Answers, Parts, PartSeries, Shares
from surveys.charts.heading import Words
from surveys.charts.legend import head, keys
from surveys.charts.marks import LOOKS, Box, Drawing, Layout, Line, Look, number, share, width_of

TYPE = 14
SMALL = 13
BAR = 16
STEP = 21
"""From one bar of a row to its next."""

GAP = 8


@dataclass(frozen=True)
class _Bar:
    """How far a bar is filled, of 100, and what stands beside it; `empty` if there is nothing to fill."""

    filled: Decimal | None
    value: str
    note: str


def draw_shares(chart: Shares, layout: Layout) -> Drawing:
    """Questions with a bar of 100 % for each series: filled as far as people said yes."""
    words = chart.heading.words
    drawing = layout.drawing(page=920, sheet=920)
    head(drawing, chart.heading, layout)
    names = [one.name for one in chart.series]
    many = len(names) > 1
    keys(drawing, [f"{words.yes}: {name}" if many else words.yes for name in names], rest=words.no)
    rows = [
        (question, [_answered(one.answers[row], words) for one in chart.series])
        for row, question in enumerate(chart.questions)
    ]
    _rows(drawing, rows, beside=0 if layout is Layout.PHONE else 400)
    return drawing


def draw_parts(chart: Parts, layout: Layout) -> Drawing:
    """Rows with a bar for each series: the row's share of its whole."""
    words = chart.heading.words
    drawing = layout.drawing(page=560, sheet=720)
    head(drawing, chart.heading, layout)
    if len(chart.series) > 1:
        keys(drawing, [one.name for one in chart.series])
    rows = [(name, [_part(one, row, words) for one in chart.series]) for row, name in enumerate(chart.rows)]
    widest = max((width_of(name, TYPE) for name in chart.rows), default=0) + 2 * GAP
    _rows(drawing, rows, beside=min(widest, 0.36 * drawing.width))
    return drawing


def _answered(answers: Answers | None, words: Words) -> _Bar:
    if answers is None:
        return _Bar(None, words.withheld, "")
    if answers.percent is None:
        return _Bar(None, words.nobody, "")
    count = number(answers.asked, words.language)
    return _Bar(answers.percent, share(answers.percent, words.language), f"n = {count}")


def _part(series: PartSeries, row: int, words: Words) -> _Bar:
    count, percent = series.counts[row], series.percent(row)
    if count is None:
        return _Bar(None, words.withheld, "")
    if percent is None:
        return _Bar(None, words.nobody if series.total == 0 else "", number(count, words.language))
    return _Bar(percent, share(percent, words.language), number(count, words.language))


def _rows(drawing: Drawing, rows: Sequence[tuple[str, Sequence[_Bar]]], beside: float) -> None:
    """Put rows of a name and its bars: beside each other, or, where `beside` is 0, one under the other."""
    bars = [bar for _, of_row in rows for bar in of_row]
    values = _widest(bars, lambda bar: bar.value, bold=True)
    room = drawing.width - beside - values - _widest(bars, lambda bar: bar.note) - 3 * GAP - 1
    for name, of_row in rows:
        top = drawing.y
        high = len(of_row) * STEP
        if beside:
            foot = drawing.text(0, name, TYPE, room=beside - 2 * GAP, top=top + 3)
        else:
            foot = drawing.y = drawing.text(0, name, TYPE, room=drawing.width) + 4
        for place, (bar, look) in enumerate(zip(of_row, LOOKS, strict=False)):
            middle = drawing.y + place * STEP + STEP / 2 + 1
            _bar(drawing, bar, look, (beside, middle, room))
            end = beside + room + GAP
            drawing.line(end + values, middle, bar.value, SMALL, bold=bar.filled is not None, align="right")
            drawing.line(drawing.width - 1, middle, bar.note, SMALL, ink="ink-soft", align="right")
        drawing.y = max(foot, drawing.y + high) + 7
        drawing.add(Line(((0, drawing.y), (drawing.width, drawing.y)), "accent-soft"))
        drawing.y += 7


def _bar(drawing: Drawing, bar: _Bar, look: Look, place: tuple[float, float, float]) -> None:
    left, middle, room = place
    top = middle - BAR / 2
    if bar.filled is None:
        drawing.add(Line(((left, middle), (left + room, middle)), "line", 1, (1, 3)))
        return
    drawing.add(Box(left, top, room, BAR, "paper", "line"))
    if bar.filled:
        drawing.add(Box(left, top, room * float(bar.filled) / 100, BAR, look.fill, look.edge, look.hatch))


def _widest(bars: Sequence[_Bar], said: Callable[[_Bar], str], *, bold: bool = False) -> float:
    return max((width_of(said(bar), SMALL, bold=bold) for bar in bars), default=0)

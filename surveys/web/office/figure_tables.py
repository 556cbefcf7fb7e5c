"""The table of the same figures as a chart's."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask_babel import format_date
from flask_babel import gettext as _

from surveys.charts import counts
from surveys.charts.counts import Answers, Chart, Days, Parts, PartSeries, Shares, Words
from surveys.charts.marks import number, share


@dataclass(frozen=True)
class Table:
    """`columns` come once for each of `groups` (one for each part that is compared); cells are ready to be shown."""

    first: str
    groups: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    foot: tuple[str, tuple[str, ...]] | None = None
    is_long: bool = False


def table_of(chart: Chart) -> Table:
    """The chart's figures as a table."""
    match chart:
        case Shares():
            return _shares(chart)
        case Parts():
            return _parts(chart)
        case Days():
            return _days(chart)


def _shares(chart: Shares) -> Table:
    words = chart.heading.words

    def cells(answers: Answers | None) -> tuple[str, ...]:
        if answers is None:
            return (words.withheld,) * 4
        told = [number(count, words.language) for count in (answers.yes, answers.no, answers.asked)]
        return *told, _percent(answers.percent, words)

    rows = [
        (question, tuple(cell for one in chart.series for cell in cells(one.answers[place])))
        for place, question in enumerate(chart.questions)
    ]
    columns = (words.yes, words.no, _("Answered (n)"), _("Share of “Yes”"))
    return Table(_("Question"), tuple(one.name for one in chart.series), columns, tuple(rows))


def _parts(chart: Parts) -> Table:
    words = chart.heading.words

    def cells(one: PartSeries, row: int) -> tuple[str, str]:
        count = one.counts[row]
        if count is None:
            return words.withheld, words.withheld
        return number(count, words.language), _percent(one.percent(row), words) if one.total is not None else "–"

    rows = [
        (name, tuple(cell for one in chart.series for cell in cells(one, place)))
        for place, name in enumerate(chart.rows)
    ]
    totals = [number(one.total, words.language) if one.total is not None else words.withheld for one in chart.series]
    foot = (_("In total (n)"), tuple(cell for total in totals for cell in (total, "")))
    names = tuple(one.name for one in chart.series)
    return Table(_("Answer"), names, (_("Responses"), _("Share")), tuple(rows), foot)


def _days(chart: Days) -> Table:
    words = chart.heading.words
    known = [(dict(one.days), dict(one.cumulative)) for one in chart.series]
    totals = [0] * len(known)
    rows = []
    for day in sorted({day for days, _sums in known for day in days}):
        cells: list[str] = []
        for place, (days, sums) in enumerate(known):
            totals[place] = sums.get(day, totals[place])
            cells += [number(days.get(day, 0), words.language), number(totals[place], words.language)]
            if chart.in_percent:
                cells.append(_percent(counts.percent(totals[place], chart.series[place].required or 0), words))
        rows.append((format_date(day, "long"), tuple(cells)))
    columns = (_("On the day"), _("In total"), *((_("Of the sample"),) if chart.in_percent else ()))
    names = tuple(one.name for one in chart.series)
    return Table(_("Day"), names, columns, tuple(rows), is_long=chart.last - chart.first > timedelta(days=7))


def _percent(value: Decimal | None, words: Words) -> str:
    return words.nobody if value is None else share(value, words.language)

"""The table of the same figures as a chart's."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask_babel import format_date
from flask_babel import gettext as _

from surveys.charts import counts
from surveys.charts.counts import Answers, Chart, Days, Parts, PartSeries, Shares
from surveys.charts.heading import Words
from surveys.charts.marks import number, share
from surveys.charts.point_counts import Course, Distribution, Profile, Ranking, Row, Shown, written


@dataclass(frozen=True)
class Table:
    """`columns` come once for each of `groups` (one for each part that is compared); cells are ready to be shown."""

    first: str
    groups: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    foot: tuple[str, tuple[str, ...]] | None = None
    is_long: bool = False


def table_of(chart: Chart) -> Table:  # noqa: PLR0911
    """The chart's figures as a table."""
    match chart:
        case Shares():
            return _shares(chart)
        case Parts():
            return _parts(chart)
        case Days():
            return _days(chart)
        case Profile():
            return _profile(chart)
        case Ranking():
            return _ranking(chart)
        case Distribution():
            return _distribution(chart)
        case Course():
            return _course(chart)


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


def _profile(chart: Profile) -> Table:
    language = chart.heading.words.language

    def cells(row: Row) -> tuple[str, ...]:
        own = row.own.said(language)
        return (own, row.mean.said(language), _difference(row.own, row.mean, language)) if chart.mean else (own,)

    rows = [row for part in chart.parts for row in (part.criterion, *part.indicators)]
    columns = (_("Points"), *((_("Mean"), _("Difference")) if chart.mean else ()))
    named = tuple((f"{row.number}. {row.name}", cells(row)) for row in rows)
    return Table(_("Indicator"), (chart.mean,), columns, named, is_long=True)


def _ranking(chart: Ranking) -> Table:
    language = chart.heading.words.language
    rows = tuple((row.name, (row.place, row.total.said(language))) for row in chart.rows)
    foot = (chart.mean_name, ("", chart.mean.said(language)))
    return Table(_("Organization"), (chart.unit,), (_("Place"), _("Total")), rows, foot, is_long=True)


def _distribution(chart: Distribution) -> Table:
    words = chart.heading.words
    everybody = sum(chart.counts) + chart.without
    named = [*zip(chart.names, chart.counts, strict=True), *([(_("no total"), chart.without)] if chart.without else [])]
    rows = tuple(
        (name, (number(count, words.language), _percent(counts.percent(count, everybody), words)))
        for name, count in named
    )
    foot = (_("In total (n)"), (number(everybody, words.language), ""))
    return Table(_("Total"), (chart.unit,), (_("Organizations"), _("Share")), rows, foot)


def _course(chart: Course) -> Table:
    language = chart.heading.words.language
    before = [None, *(one.total for one in chart.moments)]
    rows = tuple(
        (one.name, (one.total.said(language), _difference(one.total, earlier, language) if earlier else "–"))
        for one, earlier in zip(chart.moments, before, strict=False)
    )
    return Table(_("Round"), (chart.unit,), (_("Total"), _("Change in points")), rows)


def _difference(one: Shown, other: Shown, language: str) -> str:
    """How much more the first is than the second; a dash where one of them is not known."""
    if one.points is None or other.points is None:
        return "–"
    value = one.points - other.points
    said = written(abs(value), language)
    return f"−{said}" if value < 0 else f"+{said}"


def _percent(value: Decimal | None, words: Words) -> str:
    return words.nobody if value is None else share(value, words.language)

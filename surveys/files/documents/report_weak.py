"""What the report says of weak points: in all organizations together, and in each of them."""

from collections.abc import Iterator

from surveys.domain.definition import said
from surveys.domain.rating import Assessed
from surveys.files.documents import weak_points, words
from surveys.files.documents.blocks import Block, Column, Heading, Number, Row, Table, Text
from surveys.files.documents.facts import Shown
from surveys.files.documents.rating import EMPTY
from surveys.files.documents.report_sample import share

MOST_LOWEST, MOST_MISSING, MOST_LAGS = 5, 20, 3
"""How many are told: indicators that are lowest, items that are missing, indicators of one organization."""


def blocks(shown: Shown) -> Iterator[Block]:
    """The weak points."""
    if not shown.organizations:
        yield Text(EMPTY)
        return
    yield Heading("6.1. Показатели с наименьшим средним значением", 2)
    yield _lowest(shown)
    yield Heading("6.2. Чего чаще всего не хватает по результатам проверок", 2)
    yield from _missing(shown)
    yield Heading("6.3. Отстающие показатели организаций", 2)
    yield from _lags(shown)


def _lowest(shown: Shown) -> Table:
    columns = [
        Column("Номер", 18),
        Column("Показатель", 85, "left"),
        Column("Среднее", 25),
        Column("Ниже среднего, организаций", 37),
    ]
    rows = []
    for indicator, mean in weak_points.lowest(shown)[:MOST_LOWEST]:
        values = (one.score[indicator.id].value for one in shown.organizations)
        under = sum(value is not None and value < mean for value in values)
        rows.append(
            Row([indicator.number, said(indicator.title, "ru"), shown.points(mean, indicator.id), Number(under)])
        )
    title = "Показатели с наименьшим средним значением по всем организациям"
    return Table("Низкие показатели", title, columns, rows, size=10, filtered=False)


def _missing(shown: Shown) -> Iterator[Block]:
    found = weak_points.missing(shown)
    if not found:
        looked = any(one.inputs.marks for one in shown.organizations)
        yield Text("Недостатков по чек-листу не отмечено." if looked else "Проверки организаций ещё не проведены.")
        return
    columns = [
        Column("Пункт чек-листа", 64, "left"),
        Column("Раздел", 38, "left"),
        Column("Нет", 12),
        Column("Частично", 18),
        Column("Проверено", 20),
        Column("Нет, %", 14),
    ]
    rows = [
        Row(
            [
                said(one.item.text, "ru"),
                said(one.group.title, "ru"),
                Number(one.lacking),
                Number(one.half),
                Number(one.inspected),
                share(one.lacking, one.inspected),
            ]
        )
        for one in found[:MOST_MISSING]
    ]
    title = "Пункты чек-листа, которых не хватает чаще всего (число организаций; без тех, где пункт неприменим)"
    yield Table("Чек-лист", title, columns, rows)


def _lags(shown: Shown) -> Iterator[Block]:
    found = [(one, weak_points.lags(shown, one, MOST_LAGS)) for one in shown.organizations]
    rows = [Row([one.called, _told(shown, one, lags)]) for one, lags in found if lags]
    if not rows:
        yield Text("Показателей ниже среднего нет.")
        return
    yield Text(
        f"Для каждой организации названы показатели, которые больше всего отстают от среднего (не больше {MOST_LAGS}): "
        "баллы организации и, в скобках, среднее по всем организациям."
    )
    columns = [Column("Организация", 70, "left"), Column("Отстающие показатели: баллы (среднее)", 95, "left")]
    yield Table("Отстающие показатели", "Отстающие показатели организаций", columns, rows, size=10, fixed=1)


def _told(shown: Shown, one: Assessed, lags: list[weak_points.Lag]) -> str:
    return (
        "; ".join(
            f"{lag.indicator.number} – {shown.cell(one, lag.indicator.id)} ({shown.points(lag.mean, lag.indicator.id)})"
            for lag in lags
        )
        or words.NONE
    )

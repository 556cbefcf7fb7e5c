"""The operator's report to the council for a round: all figures, in full, with what has to be known of them."""

from collections.abc import Iterator

from surveys.domain.definition import said
from surveys.domain.methodology import TOTAL
from surveys.domain.publication import LEAST
from surveys.domain.rating import Assessed
from surveys.files.documents import groups, indicators, notes, rating, report_sample, report_weak, unconfirmed, words
from surveys.files.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    Number,
    Pairs,
    Row,
    Signature,
    Table,
    Text,
    Turn,
)
from surveys.files.documents.facts import INTERNAL, Facts, Shown

OPERATOR = "Руководитель организации-оператора"


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Отчёт",
        subject="организации-оператора общественному совету о результатах независимой оценки качества условий "
        "оказания услуг",
        lines=facts.about,
        mark=facts.internal_mark,
        day=facts.day,
        author=facts.operator,
        stamp=[INTERNAL, "Экз. № ______"],
        blocks=list(_blocks(facts)),
        told_first=True,
    )


def _blocks(facts: Facts) -> Iterator[Block]:
    shown = facts.full
    yield Heading("1. Общие сведения")
    yield Pairs(list(_about(facts)))
    yield Heading("2. Методика")
    yield from _method(facts)
    yield Heading("3. Сбор мнений получателей услуг")
    yield from report_sample.blocks(facts)
    yield Heading("4. Итоговые оценки")
    yield from _totals(shown)
    yield Heading("5. Критерии и показатели в среднем")
    yield from _figures(shown)
    yield Heading("6. Выявленные недостатки")
    yield from report_weak.blocks(shown)
    yield Heading("7. Предложения получателей услуг")
    yield from report_sample.suggestions(facts)
    yield Heading("8. Организации без итоговой оценки")
    yield from _without_total(shown)
    yield Heading("9. Что учесть при рассмотрении")
    yield Items(list(_cautions(facts)))
    yield Signature(OPERATOR)
    if shown.organizations:
        yield Turn(across=True)
        yield Heading("Приложение. Показатели по всем организациям")
        yield from indicators.tables(shown)
        yield indicators.legend(shown.method)


def _about(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "Оценка", facts.title
    yield "Организация-оператор", facts.operator or "не указана"
    if facts.contact:
        yield "Связь с оператором", facts.contact
    yield "Сбор мнений получателей услуг", facts.period
    yield "Организаций в оценке", str(Number(len(facts.organizations)))
    yield "Из них с итоговой оценкой", str(Number(len(facts.full.counted)))
    yield "Собрано анкет", str(Number(sum(one.inputs.responses for one in facts.organizations)))
    yield "Состояние результатов", facts.mark
    if facts.decision and facts.decision.reason:
        yield "Причина исправления", facts.decision.reason
    if facts.digest:
        yield "Контрольная сумма результатов (SHA-256)", " ".join(_in_parts(facts.digest, 16))


def _in_parts(text: str, length: int) -> Iterator[str]:
    for start in range(0, len(text), length):
        yield text[start : start + length]


def _method(facts: Facts) -> Iterator[Block]:
    rules = facts.method.methodology
    yield Text(
        f"Показатели рассчитаны по методике «{said(rules.title, 'ru')}» (версия {rules.key}). "
        f"Источник: {rules.source}. {rating.explained(facts.method).partition(' Методика:')[0]} "
        "Настройки, которых акты не определяют, приведены в записке о методике."
    )
    if told := unconfirmed.listed(facts):
        yield Text("Не сверено с официальными публикациями:", indent=False)
        yield Items(told)


def _totals(shown: Shown) -> Iterator[Block]:
    counted = shown.counted
    if not counted:
        yield Text("Итоговых оценок пока нет.")
        return
    values = [one.total.value for one in counted if one.total.value is not None]
    best, worst = shown.points(max(values), TOTAL), shown.points(min(values), TOTAL)
    yield Text(
        f"Итоговую оценку имеют {words.counted(len(counted), words.ORGANIZATIONS)} из "
        f"{Number(len(shown.organizations))}. Средняя итоговая оценка – {shown.average(TOTAL)}, наибольшая – {best}, "
        f"наименьшая – {worst}."
    )
    yield _bands(shown)
    for title, table in rating.tables(shown, narrow=True):
        yield Heading(f"4.{title}", 2)
        yield table
    yield groups.means(shown)


def _bands(shown: Shown) -> Table:
    columns = [Column("Оценка", 60, "left"), Column("Баллы", 35), Column("Организаций", 35), Column("Доля, %", 35)]
    found = [rating.band(shown.method, one) for one in shown.counted]
    rows, highest = [], 100
    for band in shown.method.methodology.bands:
        name = said(band.title, "ru")
        count = found.count(name)
        rows.append(Row([name, f"{band.lowest}–{highest}", Number(count), report_sample.share(count, len(found))]))
        highest = band.lowest - 1
    return Table("Оценки", "Распределение организаций по итоговой оценке", columns, rows, size=10, filtered=False)


def _figures(shown: Shown) -> Iterator[Block]:
    if not shown.organizations:
        yield Text(rating.EMPTY)
        return
    columns = [
        Column("Номер", 16),
        Column("Критерий, показатель", 77, "left"),
        Column("Среднее", 18),
        Column("От", 18),
        Column("До", 18),
        Column("Рассчитано, организаций", 24),
    ]
    rows: list[Row] = []
    for criterion in shown.method.methodology.criteria:
        number = f"К{criterion.number}"
        rows.append(Row([number, said(criterion.title, "ru"), *_spread(shown, criterion.id)], strong=True))
        rows += [Row([one.number, said(one.title, "ru"), *_spread(shown, one.id)]) for one in criterion.indicators]
    title = "Средние значения критериев и показателей, баллов"
    yield Table("В среднем", title, columns, rows, filtered=False)


def _spread(shown: Shown, figure: str) -> list[Number | str]:
    values = [value for one in shown.organizations if (value := one.score[figure].value) is not None]
    least, most = (shown.points(end(values, default=None), figure) for end in (min, max))
    return [shown.average(figure), least, most, Number(len(values))]


def _without_total(shown: Shown) -> Iterator[Block]:
    rest = [one for one in shown.organizations if one.total.value is None]
    if not rest:
        yield Text("Все организации имеют итоговую оценку." if shown.organizations else rating.EMPTY)
        return
    columns = [Column("Организация", 95, "left"), Column("Причина", 70, "left")]
    rows = [Row([one.called, _reason(shown, one)]) for one in rest]
    yield Table("Без оценки", "Организации без итоговой оценки", columns, rows, size=10)


def _reason(shown: Shown, one: Assessed) -> str:
    left = sum(item not in one.inputs.marks for item in shown.method.checklist.by_id)
    found = [f"не проверено пунктов чек-листа: {left}"] if left else []
    empty = [c.number for c in shown.method.methodology.criteria if str(shown.cell(one, c.id)) == "н/д"]
    if empty:
        found.append(f"нет ответов по критериям: {', '.join(empty)}")
    return "; ".join(found) or "нет данных"


def _cautions(facts: Facts) -> Iterator[str]:
    shown = facts.full
    if facts.decision is None:
        yield "Результаты предварительные: до утверждения общественным советом они могут измениться."
    below = sum(notes.is_below(one) for one in shown.organizations)
    if below:
        yield f"Выборка не достигнута: {words.counted(below, words.ORGANIZATIONS)}."
    if unknown := sum(one.required is None for one in shown.organizations):
        told = words.counted(unknown, words.ORGANIZATIONS)
        yield f"Численность получателей услуг не указана, поэтому требуемая выборка неизвестна: {told}."
    few = [one for one in shown.organizations if notes.few(shown, one)]
    if few:
        told = words.counted(len(few), words.ORGANIZATIONS)
        yield f"Есть показатели, за которыми менее {LEAST} ответов: {told}. В таблицах они отмечены «{words.FEW}»."
    if unconfirmed.listed(facts):
        yield "Часть определений не сверена с официальными публикациями, см. раздел 2."
    yield (
        f"Отчёт содержит все значения, в том числе те, за которыми ответы менее чем {LEAST} человек. В открытых "
        "документах такие значения не приводятся, и средние в них рассчитаны без этих значений."
    )

"""The summary table: criteria and totals of all organizations on as few sheets as they need."""

from collections.abc import Iterator

from surveys.domain.definition import said
from surveys.domain.methodology import TOTAL
from surveys.domain.rating import Assessed
from surveys.files.documents import groups, notes, words
from surveys.files.documents.blocks import Block, Column, Document, Items, Number, Row, Signature, Table, Text
from surveys.files.documents.facts import Facts, Shown
from surveys.files.documents.rating import EMPTY, band, place

CHAIR = "Председатель общественного совета"


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Сводная таблица",
        subject="результатов независимой оценки качества условий оказания услуг",
        lines=facts.about,
        mark=facts.mark,
        day=facts.day,
        author=facts.operator,
        stamp=facts.approval,
        blocks=list(_blocks(facts.public)),
        across=True,
    )


def _blocks(shown: Shown) -> Iterator[Block]:
    if not shown.organizations:
        yield Text(EMPTY)
        return
    yield Text("Критерии оценки:", indent=False)
    yield Items([f"К{one.number} – {said(one.title, 'ru')}" for one in shown.method.methodology.criteria])
    yield _table(shown)
    yield from groups.blocks(shown)
    yield Signature(CHAIR)


def _table(shown: Shown) -> Table:
    criteria = shown.method.methodology.criteria
    figures = [*(one.id for one in criteria), TOTAL]
    columns = [
        Column("№ п/п", 11),
        Column("Наименование организации", 68, "left"),
        Column("Форма обслуживания", 30, "left"),
        Column("Собрано анкет", 17),
        Column("Требуется анкет", 19),
        *(Column(f"К{one.number}", 14, group="Критерий, баллов") for one in criteria),
        Column("Итоговая оценка", 18),
        Column("Оценка", 34),
        Column("Место", 14),
    ]
    rows = [_row(shown, number, one, figures) for number, one in enumerate(shown.organizations, 1)]
    rows.append(_means(shown, figures))
    about = [*notes.of_sample(shown.organizations), *notes.of_figures(shown, shown.organizations, figures)]
    title = "Значения критериев и итоговая оценка по организациям"
    return Table("Сводная таблица", title, columns, rows, about, fixed=2)


def _row(shown: Shown, number: int, one: Assessed, figures: list[str]) -> Row:
    return Row(
        [
            Number(number),
            one.name,
            words.form_list(one.forms),
            notes.responses(one),
            notes.required(one),
            *(shown.cell(one, figure) for figure in figures),
            band(shown.method, one),
            place(one.place),
        ]
    )


def _means(shown: Shown, figures: list[str]) -> Row:
    told = [shown.average(figure) for figure in figures]
    return Row(["", "Среднее", "", "", "", *told, "", ""], strong=True)

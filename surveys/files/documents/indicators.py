"""The indicators of all organizations: appendix 2 to the council's decision."""

from collections.abc import Iterator, Sequence

from surveys.domain import rating
from surveys.domain.definition import said
from surveys.domain.methodology import TOTAL, Criterion, Method
from surveys.domain.rating import Assessed
from surveys.files.documents import groups, notes, words
from surveys.files.documents.blocks import Block, Cell, Column, Document, Heading, Row, Table, Text
from surveys.files.documents.facts import Facts, Shown
from surveys.files.documents.rating import EMPTY, place

MOST_FIGURES = 24
"""How many columns of figures a page has room for; a methodology with more of them gets further tables."""

SIZE = 7


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Сведения",
        subject="о значениях показателей, характеризующих критерии независимой оценки качества условий оказания услуг",
        lines=facts.about,
        mark=facts.mark,
        day=facts.day,
        author=facts.operator,
        stamp=facts.appendix(2),
        blocks=list(_blocks(facts.public)),
        across=True,
    )


def _blocks(shown: Shown) -> Iterator[Block]:
    if not shown.organizations:
        yield Text(EMPTY)
        return
    yield Text(
        "Значения показателей (1.1, 1.2 и далее), критериев (К1, К2 и далее) и итоговой оценки – в баллах от 0 до 100. "
        "Организации стоят в порядке итоговой оценки."
    )
    yield from tables(shown)
    yield Heading("Показатели и критерии")
    yield legend(shown.method)


def tables(shown: Shown) -> Iterator[Table]:
    """All indicators and criteria of all organizations."""
    parts = list(_parts(shown.method.methodology.criteria))
    for number, criteria in enumerate(parts, 1):
        yield _table(shown, criteria, f" {number}" if len(parts) > 1 else "")


def legend(method: Method) -> Table:
    """What the numbers of indicators and criteria mean, and what they weigh."""
    columns = [Column("Номер", 20), Column("Наименование", 180, "left"), Column("Вес", 25)]
    rows = []
    for criterion in method.methodology.criteria:
        rows.append(Row([f"К{criterion.number}", said(criterion.title, "ru"), weight(criterion.weight)], strong=True))
        for one in criterion.indicators:
            rows.append(Row([one.number, said(one.title, "ru"), weight(one.weight)]))
    about = "Обозначения: вес показателя – в его критерии, вес критерия – в итоговой оценке"
    return Table("Обозначения", about, columns, rows, filtered=False)


def weight(value: object) -> str:
    """A weight as it stands in the order, with a comma."""
    return f"{value:f}".replace(".", ",")


def _parts(criteria: Sequence[Criterion]) -> Iterator[list[Criterion]]:
    """The criteria in parts that a page has room for."""
    part: list[Criterion] = []
    for criterion in criteria:
        if part and sum(len(one.indicators) + 1 for one in [*part, criterion]) > MOST_FIGURES:
            yield part
            part = []
        part.append(criterion)
    if part:
        yield part


def _table(shown: Shown, criteria: Sequence[Criterion], number: str) -> Table:
    columns = [Column("Место", 9), Column("Организация", 46, "left"), Column("Анкет", 10.5)]
    figures: list[str] = []
    for criterion in criteria:
        group = f"{criterion.number}. {said(criterion.title, 'ru')}"
        columns += [Column(one.number, 9.4, group=group) for one in criterion.indicators]
        columns.append(Column(f"К{criterion.number}", 9.4, group=group))
        figures += [*(one.id for one in criterion.indicators), criterion.id]
    columns.append(Column("Итог", 9.8))
    figures.append(TOTAL)
    rows = (_row(shown, one, figures) for one in shown.organizations)
    about = [
        *notes.of_sample(shown.organizations),
        *notes.of_figures(shown, shown.organizations, figures),
    ]
    title = "Значения показателей и критериев по всем организациям, баллов"
    return Table(f"Показатели{number}", title, columns, _summed(shown, rows, figures), about, size=SIZE, fixed=2)


def _row(shown: Shown, one: Assessed, figures: Sequence[str]) -> Row:
    told = [shown.cell(one, figure) for figure in figures]
    return Row([place(one.place), one.called, notes.responses(one), *told])


def _summed(shown: Shown, rows: Iterator[Row], figures: Sequence[str]) -> Iterator[Row]:
    """The rows, and after them the means: of each form of service, and of all."""
    yield from rows
    if any(form is not None for form in shown.members):
        for form, members in shown.members.items():
            told = rating.mean_score([one for _place, one in members], figures)
            cells = [shown.points(told[figure], figure) for figure in figures]
            yield _mean(f"Среднее, {groups.form_name(form)}", len(members), cells)
    cells = [shown.average(figure) for figure in figures]
    yield _mean("Среднее по всем организациям", len(shown.organizations), cells)


def _mean(name: str, number: int, cells: Sequence[Cell]) -> Row:
    return Row(["", f"{name} ({words.counted(number, words.ORGANIZATIONS)})", "", *cells], strong=True)

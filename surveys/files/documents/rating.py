"""The rating by form of service: appendix 1 to the council's decision."""

from collections.abc import Iterator, Sequence

from surveys.domain import indicators
from surveys.domain.definition import said
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.rating import Assessed, mean
from surveys.domain.registry import FORM_NAMES, Form
from surveys.files.documents import groups, notes, words
from surveys.files.documents.blocks import Block, Cell, Column, Document, Heading, Number, Row, Table, Text
from surveys.files.documents.facts import Facts, Shown

EMPTY = "В этой оценке нет организаций."
ALL = "Все организации"

NARROW = (
    Column("Место", 15),
    Column("Организация", 54, "left"),
    Column("Собрано анкет", 19),
    Column("Требуется анкет", 21),
    Column("Итоговая оценка", 21),
    Column("Оценка", 35),
)
"""Of an upright page."""

COLUMNS = (
    Column("Место", 15),
    Column("Наименование организации", 88, "left"),
    Column("Муниципальное образование", 38, "left"),
    Column("Собрано анкет", 19),
    Column("Требуется анкет", 20),
    Column("Итоговая оценка, баллов", 22),
    Column("Оценка", 35),
    Column("Место среди всех", 20),
)


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Рейтинг",
        subject="организаций по формам обслуживания по результатам независимой оценки качества условий оказания услуг",
        lines=facts.about,
        mark=facts.mark,
        day=facts.day,
        author=facts.operator,
        stamp=facts.appendix(1),
        blocks=list(_blocks(facts.public)),
        across=True,
    )


def band(method: Method, one: Assessed) -> str:
    """The word for an organization's total."""
    found = indicators.band(method.methodology, one.total.value)
    return said(found.title, "ru") if found else words.NONE


def place(number: int | None) -> Cell:
    """A place, or that there is none."""
    return words.NONE if number is None else Number(number)


def tables(shown: Shown, *, narrow: bool = False) -> Iterator[tuple[str, Table]]:
    """The rating of each form of service, with its title. Where no form is known there is one of all."""
    for number, (form, members) in enumerate(shown.members.items(), 1):
        title = _title(form, alone=len(shown.members) == 1)
        yield f"{number}. {title}", _table(shown, form, title, members, narrow=narrow)


def _blocks(shown: Shown) -> Iterator[Block]:
    yield Text(explained(shown.method) if shown.organizations else EMPTY)
    for title, table in tables(shown):
        yield Heading(title)
        yield table
    yield from groups.blocks(shown)


def explained(method: Method) -> str:
    """How the rating comes about."""
    rules = method.methodology
    equal = (
        "среднее значений критериев"
        if len({one.weight for one in rules.criteria}) == 1
        else "взвешенная сумма критериев"
    )
    return (
        f"Итоговая оценка – {equal} ({len(rules.criteria)}), от 0 до 100 баллов: чем она выше, тем выше место. "
        "Организации с равной итоговой оценкой занимают одно место. Организация, которая работает в нескольких формах "
        f"обслуживания, стоит в рейтинге каждой из них с одной итоговой оценкой. Методика: {rules.source}."
    )


def _title(form: Form | None, *, alone: bool) -> str:
    if form is None:
        return ALL if alone else "Форма обслуживания не указана"
    return words.form_title(form)


def _table(
    shown: Shown, form: Form | None, title: str, members: Sequence[tuple[int | None, Assessed]], *, narrow: bool
) -> Table:
    ordered = sorted(members, key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1].name, pair[1].code))
    organizations = [one for _place, one in ordered]
    rows = [_row(shown, number, one, narrow=narrow) for number, one in ordered]
    average = shown.points(mean(one.total.value for one in organizations), TOTAL)
    beside = ["", ""] if narrow else ["", "", ""]
    rows.append(Row(["", "Среднее", *beside, average, *beside[1:]], strong=True))
    about = [*notes.of_sample(organizations), *notes.of_figures(shown, organizations, [TOTAL])]
    sheet = FORM_NAMES[form].capitalize() if form else "Без формы" if len(shown.members) > 1 else "Рейтинг"
    columns = NARROW if narrow else COLUMNS
    return Table(sheet, title, columns, rows, about, size=10, fixed=2, captioned=False)


def _row(shown: Shown, number: int | None, one: Assessed, *, narrow: bool) -> Row:
    about = [one.called] if narrow else [one.name, one.municipality or words.NONE]
    sample = [notes.responses(one), notes.required(one)]
    told = [shown.cell(one, TOTAL), band(shown.method, one)]
    return Row([place(number), *about, *sample, *told, *([] if narrow else [place(one.place)])])

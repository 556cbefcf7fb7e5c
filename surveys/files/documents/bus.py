"""A sheet of all results in the order in which they are typed in by hand on bus.gov.ru."""

from collections import Counter
from collections.abc import Iterator, Sequence

from surveys.domain.checklist import Mark
from surveys.domain.definition import said
from surveys.domain.indicators import State
from surveys.domain.methodology import TOTAL
from surveys.domain.rating import Assessed
from surveys.domain.registry import plain
from surveys.files.documents import notes, words
from surveys.files.documents.blocks import Block, Column, Document, Heading, Row, Signature, Table, Text
from surveys.files.documents.facts import INTERNAL, Facts, Shown
from surveys.files.documents.rating import EMPTY

SIZE = 7


def document(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind="Ведомость",
        subject="результатов независимой оценки для ввода на bus.gov.ru вручную",
        lines=facts.about,
        mark=facts.internal_mark,
        day=facts.day,
        author=facts.operator,
        stamp=[INTERNAL, "Экз. № ______"],
        blocks=list(_blocks(facts.full)),
        across=True,
    )


def _blocks(shown: Shown) -> Iterator[Block]:
    if not shown.organizations:
        yield Text(EMPTY)
        return
    yield Text(
        "Организации стоят по алфавиту, показатели – по порядку критериев. Формат загрузки этих результатов на "
        "bus.gov.ru нам неизвестен: значения вводят вручную. Поставьте в последней графе дату, когда они введены."
    )
    ordered = sorted(shown.organizations, key=lambda one: (plain(one.called), one.code))
    yield _results(shown, ordered)
    yield Heading("Исходные числа")
    yield Text("Ответы «Да» и все ответы на вопрос; отмеченные условия и норма чек-листа (без неприменимых пунктов).")
    yield _sources(shown, ordered)
    yield Signature("Данные ввёл")


def _results(shown: Shown, ordered: Sequence[Assessed]) -> Table:
    columns = [Column("Организация", 42, "left"), Column("ИНН", 17), Column("Анкет", 10)]
    figures: list[str] = []
    for criterion in shown.method.methodology.criteria:
        group = f"Критерий {criterion.number}"
        columns += [Column(one.number, 9, group=group) for one in criterion.indicators]
        columns.append(Column(f"К{criterion.number}", 9, group=group))
        figures += [*(one.id for one in criterion.indicators), criterion.id]
    columns += [Column("Итог", 9.5), Column("Введено", 12)]
    rows = (
        Row(
            [
                one.called,
                one.inn or words.NONE,
                notes.responses(one),
                *(shown.cell(one, figure) for figure in [*figures, TOTAL]),
                "",
            ]
        )
        for one in ordered
    )
    about = [
        *notes.of_sample(ordered),
        *notes.of_figures(shown, ordered, [*figures, TOTAL]),
    ]
    return Table("bus.gov.ru", "Показатели, критерии и итоговая оценка, баллов", columns, rows, about, SIZE, fixed=2)


def _sources(shown: Shown, ordered: Sequence[Assessed]) -> Table:
    rules = shown.method.methodology
    shares = [(part.number, question) for part in rules.indicators for question in part.questions]
    found = [(part.number, group) for part in rules.indicators for group in part.groups]
    several = Counter(number for number, _group in found)
    numbers = [
        f"{number} ({place})" if several[number] > 1 else number for place, (number, _group) in enumerate(found, 1)
    ]
    about = [
        f"{number}: {said(shown.method.checklist.by_group[group].title, 'ru')}."
        for number, (_number, group) in zip(numbers, found, strict=True)
    ]
    columns = [
        Column("Организация", 44, "left"),
        Column("ИНН", 19),
        *(
            Column(question.removeprefix("q"), 12, group="«Да» из ответов на вопрос анкеты")
            for _part, question in shares
        ),
        *(Column(number, 12, group="Есть из нормы") for number in numbers),
    ]
    rows = (
        Row(
            [
                one.called,
                one.inn or words.NONE,
                *(_share(one, question) for _part, question in shares),
                *(_marks(shown, one, group) for _part, group in found),
            ]
        )
        for one in ordered
    )
    return Table("Исходные числа", "Исходные числа", columns, rows, about, size=SIZE, fixed=2, captioned=False)


def _share(one: Assessed, question: str) -> str:
    share = one.inputs.shares.get(question)
    return f"{share.yes} из {share.answered}" if share else words.NONE


def _marks(shown: Shown, one: Assessed, group: str) -> str:
    marks = [one.inputs.marks.get(item.id) for item in shown.method.checklist.by_group[group].items]
    if None in marks:
        return words.STATES[State.UNMARKED]
    norm = [mark for mark in marks if mark != Mark.NOT_APPLICABLE]
    there = sum(2 if mark == Mark.YES else mark == Mark.HALF for mark in norm)
    return f"{there // 2}{',5' if there % 2 else ''} из {len(norm)}"

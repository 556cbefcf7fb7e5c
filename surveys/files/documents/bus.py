"""A sheet of all results in the order in which they are typed in by hand on bus.gov.ru."""

from collections import Counter
from collections.abc import Iterator, Sequence

from surveys.domain.checklist import Group, Mark
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
        blocks=list(_blocks(facts)),
        across=True,
    )


def _blocks(facts: Facts) -> Iterator[Block]:
    shown = facts.full
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
    yield _sources(facts, ordered)
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


def _sources(facts: Facts, ordered: Sequence[Assessed]) -> Table:
    """What figures were counted from: answers by question, marks by group of the checklist."""
    rules = facts.method.methodology
    questions = [question for part in rules.indicators for question in part.questions]
    found = [(part.number, group) for part in rules.indicators for group in part.groups]
    numbers = _told_apart([number for number, _group in found])
    columns = [
        Column("Организация", 44, "left"),
        Column("ИНН", 19),
        *(Column(facts.number_of(one), 12, group="«Да» из ответов на вопрос анкеты") for one in questions),
        *(Column(number, 12, group="Есть из нормы") for number in numbers),
    ]
    groups = [facts.method.checklist.by_group[group] for _number, group in found]
    rows = (
        Row(
            [one.called, one.inn or words.NONE]
            + [_share(one, question) for question in questions]
            + [_marks(one, group) for group in groups]
        )
        for one in ordered
    )
    about = [f"{number}: {said(group.title, 'ru')}." for number, group in zip(numbers, groups, strict=True)]
    return Table("Исходные числа", "Исходные числа", columns, rows, about, size=SIZE, fixed=2, captioned=False)


def _told_apart(numbers: list[str]) -> list[str]:
    """Numbers of indicators; those that stand several times are told apart: 1.1 (1), 1.1 (2)."""
    several, seen, found = Counter(numbers), Counter[str](), []
    for number in numbers:
        seen[number] += 1
        found.append(f"{number} ({seen[number]})" if several[number] > 1 else number)
    return found


def _share(one: Assessed, question: str) -> str:
    share = one.inputs.shares.get(question)
    return f"{share.yes} из {share.answered}" if share else words.NONE


def _marks(one: Assessed, group: Group) -> str:
    marks = [one.inputs.marks.get(item.id) for item in group.items]
    if None in marks:
        return words.STATES[State.UNMARKED]
    norm = [mark for mark in marks if mark != Mark.NOT_APPLICABLE]
    there = sum(2 if mark == Mark.YES else mark == Mark.HALF for mark in norm)
    return f"{there // 2}{',5' if there % 2 else ''} из {len(norm)}"

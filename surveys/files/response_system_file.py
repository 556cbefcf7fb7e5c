"""The table of responses as an SPSS system file: questions are numbers with labels, suggestions are texts."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO

from surveys.domain.questionnaire import Kind, Question
from surveys.files import sav
from surveys.files.cells import CellTooLong
from surveys.files.response_table import COLUMNS, ResponseRow, shown
from surveys.files.sav import Cell, SystemFile, Variable

YES_NO = {"yes": 1, "no": 0}


class _Column:
    """What a column turns out to hold: its answers' codes, whether all are numbers, how long its texts are.

    An answer that the definition does not offer gets a code and a label of its own; nothing is left out.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.width = 1
        self.choice = question.kind in (Kind.YES_NO, Kind.CHOICE)
        self.number = question.kind is Kind.WHOLE_NUMBER
        codes = YES_NO if question.kind is Kind.YES_NO else {v: n for n, v in enumerate(question.values, 1)}
        self.codes = dict(codes) if self.choice else {}

    def see(self, answer: str) -> None:
        if self.choice:
            self.codes.setdefault(answer, max(self.codes.values()) + 1)
        else:
            self.number = self.number and answer.isascii() and answer.isdigit()
            self.width = max(self.width, len(answer.encode()))

    def variable(self) -> Variable:
        name, label = self.question.id, shown(self.question.text)
        if self.choice:
            texts = {option.value: shown(option.text) for option in self.question.options}
            return Variable(name, label, labels={code: texts.get(value, value) for value, code in self.codes.items()})
        if self.number:
            return Variable(name, label, measure=sav.SCALE)
        return Variable(name, label, width=self.width)

    def cell(self, answer: str | None) -> Cell:
        if answer is None:
            return None
        return self.codes[answer] if self.choice else int(answer) if self.number else answer


def write_sav(  # noqa: PLR0913, PLR0917
    file: IO[bytes],
    questions: Sequence[Question],
    rows: Iterable[ResponseRow],
    facts: Sequence[tuple[str, str]],
    labels: Sequence[str],
    folder: Path,
    made: date,
) -> int:
    """Write the rows as an SPSS system file and return how many there were; one row is in memory at a time.

    The file says at its beginning how wide its columns are, so the rows wait in `folder` until all have been seen.
    «Да» is 1, «Нет» is 0, other choices count from 1. `labels` say what COLUMNS are; `facts` become the file's notes,
    and the questions too, whose texts are cut in labels. Raises CellTooLong.
    """
    columns = [_Column(question) for question in questions]
    widths = [1] * len(COLUMNS)
    with tempfile.TemporaryFile("w+", dir=folder, encoding="utf-8", prefix=".", suffix=".part") as waiting:
        number = 0
        for row in rows:
            number += 1
            own = [cell if isinstance(cell, int) else str(cell) for cell in row[:-1]]
            widths = [max(wide, len(str(cell).encode())) for wide, cell in zip(widths, own, strict=True)]
            answers = [row.answers.get(column.question.id) for column in columns]
            for column, answer in zip(columns, answers, strict=True):
                if answer is not None:
                    column.see(answer)
            waiting.write(json.dumps([own, answers]) + "\n")
        waiting.seek(0)
        variables = [*map(_own, COLUMNS, labels, widths), *(column.variable() for column in columns)]
        if max(variable.width for variable in variables) > sav.LONGEST_TEXT:
            raise CellTooLong("SPSS")
        notes = [f"{name}: {value}" for name, value in facts]
        notes += [f"{column.question.id}: {shown(column.question.text)}" for column in columns]
        target = SystemFile(file, variables, number, label=facts[0][1] if facts else "", notes=notes, made=made)
        for cells in _cells(waiting, columns):
            target.row(cells)
        target.end()
    return number


def _own(name: str, label: str, width: int) -> Variable:
    if name == "day":
        return Variable(name, label, shown_as=sav.DAY, measure=sav.SCALE)
    return Variable(name, label, width=0 if name == "assessment" else width)


def _cells(waiting: Iterable[str], columns: Sequence[_Column]) -> Iterator[list[Cell]]:
    day = COLUMNS.index("day")
    for line in waiting:
        own, answers = json.loads(line)
        own[day] = date.fromisoformat(own[day])
        yield [*own, *(column.cell(answer) for column, answer in zip(columns, answers, strict=True))]

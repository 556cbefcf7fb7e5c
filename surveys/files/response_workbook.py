"""The table of responses as a workbook: the responses, what was asked, and what the file is."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from surveys.domain.questionnaire import Kind, Question
from surveys.files.cells import STARTS, CellTooLong
from surveys.files.response_table import COLUMNS, ResponseRow, shown

MOST_ROWS = 1_048_575
"""What a sheet holds beside its header."""

RESPONSES, QUESTIONS, FACTS = "Анкеты", "Вопросы", "Сведения"
"""What the sheets are called; further sheets of responses are «Анкеты 2» and so on."""

WIDTHS = {"response_id": 34, "organization": 46, "form_of_service": 24, "municipality": 26, "day": 12}
OTHER_WIDTH, ANSWER_WIDTH, TEXT_WIDTH = 15, 7, 60


def write_xlsx(  # noqa: PLR0913, PLR0917
    file: IO[bytes],
    questions: Sequence[Question],
    rows: Iterable[ResponseRow],
    facts: Sequence[tuple[str, str]],
    rows_name: str,
    folder: Path,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write the rows as a workbook and return how many there were; one row is in memory at a time.

    Every text is written as a text, never as a formula. `facts` are what the sheet «Сведения» says, and after them
    how many rows there are, called `rows_name`. What is not finished yet lies in `folder`.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".", suffix=".part") as unfinished:
        options = {"constant_memory": True, "tmpdir": unfinished, "use_zip64": True}
        book = Workbook(file, options)
        with closed(book):
            return _Book(book, questions).write(rows, facts, rows_name, most_rows)


@contextmanager
def closed(book: Workbook) -> Iterator[None]:
    """Finishes a workbook; a disk that is full is told as what it is."""
    try:
        yield
        book.close()
    except BaseException as error:
        book.fileclosed = True
        for file in (file for sheet in book.worksheets() for file in (sheet.fh, sheet.row_data_fh)):
            with suppress(OSError):
                file.close()
        if isinstance(error, FileCreateError) and isinstance(cause := error.args[0], OSError):
            raise cause from error
        raise


class _Book:
    """A workbook that is being written, with its formats."""

    def __init__(self, book: Workbook, questions: Sequence[Question]) -> None:
        self.book = book
        self.questions = questions
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.guarded = book.add_format({"quote_prefix": True})
        self.day = book.add_format({"num_format": "dd.mm.yyyy"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(
        self, rows: Iterable[ResponseRow], facts: Sequence[tuple[str, str]], rows_name: str, most_rows: int
    ) -> int:
        number = 0
        for count, part in enumerate(_parts(rows, most_rows), 1):
            number += self.responses(RESPONSES if count == 1 else f"{RESPONSES} {count}", part)
        self.asked()
        self.told([*facts, (rows_name, str(number))])
        return number

    def responses(self, name: str, rows: Iterable[ResponseRow]) -> int:
        ids = [question.id for question in self.questions]
        sheet = self.sheet(name, [*COLUMNS, *ids])
        numbers = {question.id for question in self.questions if question.kind is Kind.WHOLE_NUMBER}
        line = 0
        for line, row in enumerate(rows, 1):
            get = row.answers.get
            for column, value in enumerate(row[:-1]):
                self.cell(sheet, line, column, value)
            for column, id_ in enumerate(ids, len(COLUMNS)):
                if answer := get(id_):
                    plain = id_ in numbers and answer.isascii() and answer.isdigit() and len(answer) < 10
                    self.cell(sheet, line, column, int(answer) if plain else answer)
        sheet.autofilter(0, 0, line, len(COLUMNS) + len(ids) - 1)
        return line

    def sheet(self, name: str, headings: Sequence[str]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        kinds = {question.id: question.kind for question in self.questions}
        for column, heading in enumerate(headings):
            kind = kinds.get(heading)
            width = TEXT_WIDTH if kind is Kind.TEXT else ANSWER_WIDTH if kind else WIDTHS.get(heading, OTHER_WIDTH)
            sheet.set_column(column, column, width)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self.bold)
        sheet.freeze_panes(1, 0)
        return sheet

    def cell(self, sheet: Worksheet, line: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            style = self.guarded if value[:1] in STARTS else None
            if value and sheet.write_string(line, column, value, style) != 0:
                raise CellTooLong(f"{len(value)} characters")
        elif isinstance(value, date):
            sheet.write_datetime(line, column, value, self.day)
        else:
            sheet.write_number(line, column, value)

    def asked(self) -> None:
        sheet = self.book.add_worksheet(QUESTIONS)
        for column, (heading, width) in enumerate((("id", 8), ("Текст вопроса", 100), ("Значения", 40))):
            sheet.set_column(column, column, width, self.wrapped)
            sheet.write_string(0, column, heading, self.bold)
        for line, question in enumerate(self.questions, 1):
            values = "; ".join(f"{option.value} – {shown(option.text)}" for option in question.options)
            for column, text in enumerate((question.id, shown(question.text), values)):
                sheet.write_string(line, column, text, self.wrapped)
        sheet.freeze_panes(1, 0)

    def told(self, facts: Sequence[tuple[str, str]]) -> None:
        sheet = self.book.add_worksheet(FACTS)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 90, self.wrapped)
        for line, (name, value) in enumerate(facts):
            sheet.write_string(line, 0, name, self.bold)
            sheet.write_string(line, 1, value, self.wrapped)


def _parts(rows: Iterable[ResponseRow], size: int) -> Iterator[Iterator[ResponseRow]]:
    """The rows in parts of `size`, to be read one after the other; one part where there are none."""
    left = iter(rows)
    yield islice(left, size)
    for first in left:
        yield islice(chain([first], left), size)

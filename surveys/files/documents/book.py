"""A document as a workbook: a sheet for each table, ready to print, and one for what is said beside them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from xlsxwriter import Workbook

from surveys.files.documents.blocks import Block, Document, Heading, Items, Pairs, Picture, Signature, Table, Text
from surveys.files.documents.book_sheet import Look, Sheet
from surveys.files.documents.page_styles import TYPEFACE
from surveys.files.response_workbook import closed

A4 = 9
MARGINS = {"left": 0.6, "right": 0.4, "top": 0.7, "bottom": 0.6}
"""In inches."""

TEXTS_WIDTHS = (36.0, 84.0)
"""Of the columns of a sheet of texts, in characters."""

ACROSS = 125
"""A sheet that is wider lies when it is printed."""

PRINTED = 72
"""At how many per cent a sheet that holds everything is printed."""

LONGEST_MARK = 240


def write(file: IO[bytes], document: Document, folder: Path) -> None:
    """Write a document; one row is in memory at a time. What is not finished yet lies in `folder`."""
    with TemporaryDirectory(dir=folder, prefix=".", suffix=".part") as unfinished:
        book = Workbook(file, {"constant_memory": True, "tmpdir": unfinished, "use_zip64": True})
        with closed(book):
            _Book(book, document).write()


class _Book:
    """A workbook that is being written."""

    def __init__(self, book: Workbook, document: Document) -> None:
        self.book = book
        self.document = document
        self.tables = [block for block in document.blocks if isinstance(block, Table)]
        self.look: Look = lru_cache(maxsize=None)(self._look)
        told = {"title": document.title, "subject": document.about, "author": document.author}
        made = datetime.combine(document.day, datetime.min.time())
        book.set_properties({name: text[:255] for name, text in told.items()} | {"created": made})

    def write(self) -> None:
        if self.document.in_one and self.tables:
            self._all(self.tables[0])
            return
        if self.document.told_first or not self.tables:
            self._texts("Сведения", TEXTS_WIDTHS)
        for table in self.tables:
            self._table(table)
        if self.tables and not self.document.told_first:
            self._texts("Пояснения", TEXTS_WIDTHS)

    def _look(self, **named: Any) -> Any:
        return self.book.add_format({"font_name": TYPEFACE, "font_size": 11, "valign": "vcenter"} | named)

    def _sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet with what stands above everything: what the document is, of which round, what it is worth."""
        made = self.book.add_worksheet(name)
        made.set_paper(A4)
        made.set_margins(**MARGINS)
        if sum(widths) > ACROSS:
            made.set_landscape()
        if self.document.in_one:
            made.set_print_scale(PRINTED)  # fitted to a width, a sheet could not be broken before its picture
        else:
            made.fit_to_pages(1, 0)
        made.set_header(f"&R&8{self.document.mark[:LONGEST_MARK].replace('&', '&&')}")
        made.set_footer("&C&8Страница &P из &N")
        sheet = Sheet(made, widths, self.look)
        sheet.wide(self.document.title, size=13, bold=True)
        sheet.wide(self.document.about)
        sheet.wide(self.document.mark, italic=True)
        return sheet

    def _table(self, table: Table) -> None:
        sheet = self._sheet(table.sheet, table.widths)
        sheet.wide(table.title, bold=True)
        sheet.table(table)
        for note in table.notes:
            sheet.wide(note, size=9)

    def _texts(self, name: str, widths: Sequence[float]) -> None:
        """What is said beside the tables, in one sheet."""
        sheet = self._sheet(name, widths)
        for block in self.document.blocks:
            _say(sheet, block)

    def _all(self, table: Table) -> None:
        """Everything in one sheet: the texts, the only table with its notes, and pictures on a page of their own."""
        sheet = self._sheet(table.sheet, table.widths)
        for block, following in zip_longest(self.document.blocks, self.document.blocks[1:]):
            if isinstance(following, Picture):
                sheet.next_page()
            if block is not table:
                _say(sheet, block)
                continue
            sheet.wide("")
            sheet.table(table, repeated=False)
            for note in table.notes:
                sheet.wide(note, size=9)


def _say(sheet: Sheet, block: Block) -> None:
    """Write what is no table; where a table is, its sheet is named."""
    match block:
        case Table(sheet=name):
            sheet.wide(f"См. лист «{name}»", italic=True)
        case Heading(text=text):
            sheet.wide(text, bold=True)
        case Text(text=text):
            sheet.wide(text)
        case Items(texts=texts):
            for text in texts:
                sheet.wide(f"– {text}")
        case Pairs(pairs=pairs):
            for name, value in pairs:
                sheet.pair(name, value)
        case Signature(role=role):
            sheet.pair(role, "____________________   /____________________/")
        case Picture(png=png, said=said):
            sheet.picture(png, said)

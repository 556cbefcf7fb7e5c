"""One sheet of a workbook, written from its top down: texts over all columns, names with values, a table, a picture."""

import io
from collections.abc import Callable, Sequence
from itertools import groupby
from math import ceil
from textwrap import wrap
from typing import Any

from xlsxwriter.worksheet import Worksheet

from surveys.files.cells import STARTS
from surveys.files.documents.blocks import Cell, Column, Number, Row, Table

Look = Callable[..., Any]
"""Gives a format of the workbook, by what is named."""

SIZE, CELL_SIZE = 11, 10
"""Of the type of texts and of tables, in points."""

LEADING = 1.32
"""From one line to the next, in its size."""

PIXELS, PIXELS_PER_CHARACTER, ROW_PIXELS = 96, 7.2, 20
"""How many pixels are an inch, a character of a column's width, a row where nothing says otherwise."""

BROADEST_PICTURE = 700
"""In pixels."""


class Sheet:
    """A sheet that is being written; `line` is the row that comes next."""

    def __init__(self, sheet: Worksheet, widths: Sequence[float], look: Look) -> None:
        self.sheet = sheet
        self.widths = widths
        self.look = look
        self.line = 0
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def wide(self, text: str, *, size: float = SIZE, **named: Any) -> None:
        """A text over all columns, in a row as high as it needs."""
        style = self.look(text_wrap=True, font_size=size, **named)
        self._height(_lines(text, sum(self.widths) * SIZE / size), size)
        self._merged(0, len(self.widths) - 1, text, style)
        self.line += 1

    def pair(self, name: str, value: str) -> None:
        """A name and what it is: beside each other, each in its part of the columns."""
        split = 1 if len(self.widths) == 2 else 2
        rooms = sum(self.widths[:split]), sum(self.widths[split:])
        self._height(max(_lines(name, rooms[0]), _lines(value, rooms[1])), SIZE)
        self._merged(0, split - 1, name, self.look(text_wrap=True))
        self._merged(split, len(self.widths) - 1, value, self.look(text_wrap=True, bold=True))
        self.line += 1

    def next_page(self) -> None:
        """What follows is printed on another page."""
        self.sheet.set_h_pagebreaks([self.line])

    def table(self, table: Table, *, repeated: bool = True) -> None:
        """A table: its heads, which stay in sight and are printed on each page if they are `repeated`, and its rows."""
        first = self.line
        self._heads(table.columns)
        if repeated:
            self.sheet.repeat_rows(first, self.line - 1)
            self.sheet.freeze_panes(self.line, table.fixed)
        heads, last = self.line - 1, self.line - 1
        for row in table.rows:
            last = last if row.strong else self.line
            self._row(row, table.columns)
        if table.filtered and last > heads:  # what sums up at the end stays where it is
            self.sheet.autofilter(heads, 0, last, len(self.widths) - 1)

    def picture(self, png: bytes, said: str) -> None:
        """A picture over the columns, and the rows that it covers."""
        from PIL import Image

        with Image.open(io.BytesIO(png)) as image:
            width, height = image.size
            dense = image.info.get("dpi", (PIXELS, PIXELS))[0]
        room = min(sum(self.widths) * PIXELS_PER_CHARACTER, BROADEST_PICTURE)
        scale = room * dense / PIXELS / width
        options = {"image_data": io.BytesIO(png), "x_scale": scale, "y_scale": scale, "description": said}
        self.sheet.insert_image(self.line, 0, "chart.png", options)
        self.line += ceil(height * scale * PIXELS / dense / ROW_PIXELS) + 1

    def _heads(self, columns: Sequence[Column]) -> None:
        """The heads of the columns, and in a row above them those that some of them share."""
        style = {"bold": True, "text_wrap": True, "align": "center", "font_size": CELL_SIZE, "bg_color": "#EDEDED"}
        boxed = self.look(**style, border=1)
        if any(column.group for column in columns):
            place, most = 0, 1
            for group, members in groupby(columns, key=lambda column: column.group):
                end = place + len(list(members)) - 1
                most = max(most, _lines(group, sum(self.widths[place : end + 1]), wide=True))
                if group:
                    self._merged(place, end, group, boxed)
                else:
                    for single in range(place, end + 1):
                        self._text(single, "", self.look(**style, top=1, left=1, right=1))
                place = end + 1
            self._height(most, CELL_SIZE)
            self.line += 1
        open_ = self.look(**style, bottom=1, left=1, right=1)
        grouped = any(column.group for column in columns)
        for place, column in enumerate(columns):
            self._text(place, column.heading, open_ if grouped and not column.group else boxed)
        heads = (_lines(one.heading, width, wide=True) for one, width in zip(columns, self.widths, strict=True))
        self._height(max(heads), CELL_SIZE)
        self.line += 1

    def _row(self, row: Row, columns: Sequence[Column]) -> None:
        most = 1
        for place, (cell, about) in enumerate(zip(row.cells, columns, strict=True)):
            if isinstance(cell, str) and len(cell) > self.widths[place] - 1:
                most = max(most, _lines(cell, self.widths[place] * SIZE / CELL_SIZE, wide=row.strong))
            self._cell(place, cell, about, strong=row.strong)
        if most > 1:
            self._height(most, CELL_SIZE)
        self.line += 1

    def _cell(self, place: int, cell: Cell, about: Column, *, strong: bool) -> None:
        style: dict[str, Any] = {"bold": strong, "border": 1, "align": about.align, "font_size": CELL_SIZE}
        if isinstance(cell, Number):
            self.sheet.write_number(self.line, place, float(cell.rounded), self.look(**style, num_format=_form(cell)))
        else:
            self._text(place, cell, self.look(**style, text_wrap=True, quote_prefix=cell[:1] in STARTS))

    def _merged(self, first: int, last: int, text: str, style: Any) -> None:
        if last > first:
            self.sheet.merge_range(self.line, first, self.line, last, "", style)
        self._text(first, text, style)

    def _text(self, place: int, text: str, style: Any) -> None:
        """Write a text as a text, never as a formula."""
        if text:
            self.sheet.write_string(self.line, place, text, style)
        else:
            self.sheet.write_blank(self.line, place, None, style)

    def _height(self, lines: int, size: float) -> None:
        self.sheet.set_row(self.line, lines * size * LEADING + 3)


def _lines(text: str, width: float, *, wide: bool = False) -> int:
    """In how many lines a text is put in a column so many characters wide; bold ones are wider."""
    room = max(int(width * (0.9 if wide else 1.03)), 1)
    return max(len(wrap(text, room)), 1)


def _form(cell: Number) -> str:
    """How a number is shown: with its decimals, its mark, and its sign where it is a difference."""
    decimals = f"#,##0.{'0' * cell.digits}" if cell.digits else "#,##0"
    marked = f'{decimals}"{cell.mark}"' if cell.mark else decimals
    return f"+{marked};−{marked};{marked}" if cell.signed else marked

"""Tables of a DOCX document, written as its XML: thousands of rows in a second."""

import re
from collections.abc import Sequence
from itertools import chain, groupby, islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from surveys.files.documents.blocks import Column, Row, Table

NAMESPACE = nsdecls("w")
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""

MANY = 14
"""A table of more columns is set tightly."""

TOGETHER = 6
"""A table of so few rows is not broken over pages."""

NARROW = 800
"""In a column so few twips wide, long words are told where to break."""

AT_ONCE = 500
"""How many rows are turned from text into elements together."""

WHOLE, KEPT = "<w:trPr><w:cantSplit/></w:trPr>", "<w:keepNext/>"
"""A row that is not broken over pages; a paragraph that stands on the page of the next one."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without characters that XML cannot hold, in one line."""
    return _FORBIDDEN.sub(lambda found: " " if found[0].isspace() else "", text)


def table_of(table: Table, room: float, styles: tuple[str, str, str]) -> Any:
    """A table as wide as there is room; `styles` are those of texts, figures and headings in its cells."""
    widths = _widths([column.width for column in table.columns], room)
    made = parse_xml(_opened(widths, table.title, margin=20 if len(widths) > MANY else 75) + "</w:tbl>")
    made.extend(_rows(_heads(table.columns, widths, styles[2])))
    rest = iter(table.rows)
    first = list(islice(rest, TOGETHER + 1))
    kept = len(first) - 1 if len(first) <= TOGETHER else 1
    rows = (
        _row(row, table.columns, widths, styles, kept=number < kept) for number, row in enumerate(chain(first, rest))
    )
    while several := "".join(islice(rows, AT_ONCE)):
        made.extend(_rows(several))
    return made


def pairs(told: Sequence[tuple[str, str]], room: float) -> Any:
    """Names with what they are, side by side, without lines."""
    widths = _widths([0.38, 0.62], room)
    rows = "".join(
        f"<w:tr>{WHOLE}{_cell(name, widths[0], 'Pair')}{_cell(value, widths[1], 'Pair', strong=True)}</w:tr>"
        for name, value in told
    )
    return parse_xml(_opened(widths, "", margin=70, style="TableNormal") + rows + "</w:tbl>")


def signature(role: str, room: float) -> Any:
    """Who signs, with a line for the hand and one for the name."""
    widths = _widths([0.46, 0.22, 0.03, 0.29], room)
    line = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tcBorders>'
    signed = zip((role, "", "", ""), ("", line, "", line), widths, strict=True)
    named = zip(("", "(подпись)", "", "(инициалы, фамилия)"), widths, strict=True)
    top = "".join(_cell(text, width, "Signed", more=more, form=KEPT) for text, more, width in signed)
    foot = "".join(_cell(text, width, "Note", form='<w:jc w:val="center"/>') for text, width in named)
    rows = f"<w:tr>{WHOLE}{top}</w:tr><w:tr>{WHOLE}{foot}</w:tr>"
    return parse_xml(_opened(widths, "", margin=70, style="TableNormal") + rows + "</w:tbl>")


def _widths(shares: Sequence[float], room: float) -> list[int]:
    """Widths in twips that fill the room, in the proportion of the shares."""
    whole = sum(shares)
    return [round(share / whole * room * TWIPS) for share in shares]


def _opened(widths: Sequence[int], title: str, *, margin: int, style: str = "TableGrid") -> str:
    edges = {"top": margin // 3, "left": margin, "bottom": margin // 3, "right": margin}
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in edges.items())
    said = f"<w:tblCaption w:val={quoteattr(clean(title))}/>" if title else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar><w:tblLook w:val="04A0"/>{said}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _rows(rows: str) -> list[Any]:
    """Rows as elements."""
    return list(parse_xml(f"<w:tbl {NAMESPACE}>{rows}</w:tbl>"))


def _heads(columns: Sequence[Column], widths: Sequence[int], style: str) -> str:
    """The heads of the columns, repeated on each page: one row, or two where columns share a heading."""
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    if not any(column.group for column in columns):
        cells = (_head(column.heading, width, style) for column, width in zip(columns, widths, strict=True))
        return f"<w:tr>{properties}{''.join(cells)}</w:tr>"
    above, below = [], []
    numbered = list(zip(columns, widths, strict=True))
    for group, members in groupby(enumerate(numbered), key=lambda one: one[1][0].group or one[0]):
        parts = [part for _place, part in members]
        if isinstance(group, str):
            span = f'<w:gridSpan w:val="{len(parts)}"/>'
            above.append(_head(group, sum(width for _column, width in parts), style, span))
            below += [_head(column.heading, width, style) for column, width in parts]
        else:
            ((column, width),) = parts
            above.append(_head(column.heading, width, style, '<w:vMerge w:val="restart"/>'))
            below.append(_head("", width, style, "<w:vMerge/>"))
    return f"<w:tr>{properties}{''.join(above)}</w:tr><w:tr>{properties}{''.join(below)}</w:tr>"


def _head(text: str, width: int, style: str, merged: str = "") -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/><w:vAlign w:val="center"/>'
    return _cell(text, width, style, more=merged + shade)


def _row(
    row: Row, columns: Sequence[Column], widths: Sequence[int], styles: tuple[str, str, str], *, kept: bool
) -> str:
    """A row; one that is `kept` stands on the same page as the next one."""
    form = KEPT if kept else ""
    cells = "".join(
        _cell(_broken(str(cell), width), width, styles[column.align == "center"], strong=row.strong, form=form)
        for cell, column, width in zip(row.cells, columns, widths, strict=True)
    )
    return f"<w:tr>{WHOLE}{cells}</w:tr>"


def _broken(text: str, width: int) -> str:
    """The text of a cell as it may be broken: never after «№», in narrow columns within «проверено»."""
    tied = text.replace("№ ", "№\xa0")
    return tied.replace("проверено", "прове\xadрено") if width < NARROW else tied


def _cell(  # noqa: PLR0913
    text: str, width: int, style: str, *, strong: bool = False, more: str = "", form: str = ""
) -> str:
    """A cell; `more` are further properties of it, and `form` of its paragraph, in the order of the format."""
    bold = "<w:rPr><w:b/></w:rPr>" if strong else ""
    run = f'<w:r>{bold}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{form}</w:pPr>{run}</w:p></w:tc>'
    )

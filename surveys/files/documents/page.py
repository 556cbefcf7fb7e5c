"""A document as DOCX: A4 with the margins of official papers, real headings, page numbers, heads that repeat."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from surveys.files import lines
from surveys.files.documents import page_styles, page_tables
from surveys.files.documents.blocks import (
    Block,
    Document,
    Heading,
    Items,
    Pairs,
    Picture,
    Signature,
    Table,
    Text,
    Turn,
)
from surveys.files.documents.page_tables import NAMESPACE, clean

SHORT, LONG = 210, 297
"""The sides of A4 in millimetres."""

UPRIGHT = (20, 15, 20, 30)
ACROSS = (30, 20, 15, 20)
"""Margins in millimetres: top, right, bottom, left. What lies is bound at its top."""

STAMP_WIDTH = 80


def write(file: IO[bytes], document: Document) -> None:
    """Write a document; `file` has to be seekable."""
    _Page(document).write(file)


def width(*, across: bool) -> int:
    """How much room there is between the margins, in millimetres."""
    _top, right, _bottom, left = ACROSS if across else UPRIGHT
    return (LONG if across else SHORT) - left - right


class _Page:
    """A document that is being written."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx = docx.Document()
        self.body = self.docx.element.body
        self.across = document.across
        self.tables = 0
        self.noted: list[str] = []
        page_styles.set_up(self.docx)

    def write(self, file: IO[bytes]) -> None:
        self._about()
        section = self.docx.sections[0]
        self._lay(section)
        self._header_and_footer(section)
        self._top()
        for block in self.document.blocks:
            if isinstance(block, Signature | Turn) or (isinstance(block, Heading) and block.level == 1):
                self._notes()
            self._writer(block)(block)
            if self.document.in_one:
                self._notes()
        self._notes()
        self.docx.save(file)

    def _about(self) -> None:
        about, made = self.docx.core_properties, datetime.combine(self.document.day, datetime.min.time())
        about.title, about.subject = clean(self.document.title)[:255], clean(self.document.about)[:255]
        about.author = about.last_modified_by = clean(self.document.author)[:255]
        about.language, about.comments, about.revision = "ru-RU", "", 1
        about.created = about.modified = made

    def _lay(self, section: Section) -> None:
        top, right, bottom, left = ACROSS if self.across else UPRIGHT
        section.orientation = WD_ORIENT.LANDSCAPE if self.across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if self.across else (Mm(SHORT), Mm(LONG))
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        section.header_distance, section.footer_distance = Mm(top - 10), Mm(8)

    def _header_and_footer(self, section: Section) -> None:
        header = section.header.paragraphs[0]
        header.text, header.alignment = clean(self.document.mark), WD_ALIGN_PARAGRAPH.RIGHT
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for word, field in (("Страница ", "PAGE"), (" из ", "NUMPAGES")):
            footer.add_run(word)
            for part in _field(field):
                footer._p.append(part)

    def _top(self) -> None:
        for line in self.document.stamp:
            stamp = self._paragraph(line, "Stamp")
            stamp.paragraph_format.left_indent = Mm(width(across=self.across) - STAMP_WIDTH)
        title = self._paragraph(self.document.kind.upper(), "Title")
        title.add_run().add_break()
        title.add_run(lines.tied(clean(self.document.subject)))
        for line in self.document.lines:
            self._paragraph(line, "Subtitle")

    def _writer(self, block: Block) -> Callable[[Any], object]:
        writers: dict[type, Callable[[Any], object]] = {
            Heading: lambda one: self._paragraph(one.text, f"Heading {one.level}"),
            Text: lambda one: self._paragraph(one.text, "Body Text" if one.indent else "Normal"),
            Items: self._items,
            Pairs: lambda one: self._append(page_tables.pairs(one.pairs, width(across=self.across))),
            Table: self._table,
            Picture: self._picture,
            Signature: lambda one: self._append(page_tables.signature(one.role, width(across=self.across))),
            Turn: self._turn,
        }
        return writers[type(block)]

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return self.docx.add_paragraph(lines.tied(clean(text)), style)

    def _items(self, items: Items) -> None:
        for text in items.texts:
            self._paragraph(text, "List Bullet 2" if items.small else "List Bullet")

    def _table(self, table: Table) -> None:
        self.noted += table.notes
        if table.captioned:
            self.tables += 1
            self._paragraph(f"Таблица {self.tables} – {table.title}", "Caption")
        sizes = page_styles.cell_styles(self.docx, table.size)
        self._append(page_tables.table_of(table, width(across=self.across), sizes))

    def _picture(self, picture: Picture) -> None:
        paragraph = self._paragraph("", "Picture")
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width))
        shape._inline.docPr.set("descr", clean(picture.said))

    def _turn(self, turn: Turn) -> None:
        self.across = turn.across
        self._lay(self.docx.add_section(WD_SECTION.NEW_PAGE))

    def _notes(self) -> None:
        """What explains the tables so far, each once."""
        for text in dict.fromkeys(self.noted):
            self._paragraph(text, "Note")
        self.noted = []

    def _append(self, element: Any) -> None:
        """Put an element at the end, before what the last section is like, with room beneath it."""
        self.body.sectPr.addprevious(element)
        self._paragraph("", "Gap")


def _field(name: str) -> list[Any]:
    """A field that the reader's program fills in; until then it says 1."""
    pieces = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {name} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return [parse_xml(f"<w:r {NAMESPACE}>{piece}</w:r>") for piece in pieces]

"""Tables that people send, CSV or XLSX: headings, and rows of text with the numbers of their lines."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveys.domain.messages import N_, Message
from surveys.files import rows, workbooks
from surveys.files.cells import unguarded
from surveys.files.rows import NotATable, Row

_STRANGE = re.compile("[ЂЃѓ‚„…†‡€‰‹ЉЊЌЋЏђ‘’•™›љњќћџЎўЈ¤Ґ¦§©¬\xad®Їі±µ¶·ґєјЅѕї]")
_NO_TEXT = re.compile("[\0\ufffd]")
_RUSSIAN = re.compile("[А-Яа-яЁё]")


@dataclass(frozen=True)
class Table:
    """A table: its headings, its rows without the empty ones, and what a person should know about the reading."""

    header: Row
    rows: list[Row]
    notes: tuple[Message, ...] = ()


def read(path: Path) -> Table:
    """Read a CSV (`;`, tab or comma; UTF-8, UTF-16 with a mark, or Windows-1251) or XLSX file.

    What it is, its content says, not its name. The first row that is not empty has the headings. Apostrophes that
    guard a spreadsheet from formulas are taken off. Raises NotATable with the reason.
    """
    return parse(_content(path))


def parse(content: bytes) -> Table:
    """As `read`, of a file's content."""
    notes: tuple[Message, ...] = ()
    if content.startswith(workbooks.ZIP):
        found, notes = workbooks.read(content)
    elif content.startswith(workbooks.OLD_OR_LOCKED):
        raise NotATable(N_("This is an old workbook (.xls) or has a password. Save it as .xlsx without a password."))
    else:
        found = rows.filled(_text_rows(_decoded(content)))
    if not found:
        raise NotATable(N_("The file is empty."))
    if len(found) == 1:
        raise NotATable(N_("The file has only one line; headings and at least one line below them are needed."))
    return Table(found[0], found[1:], notes)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NotATable(N_("There is no file “%(path)s”.", path=path))
        if path.stat().st_size > rows.LARGEST_BYTES:
            raise rows.too_large()
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise NotATable(N_("The file “%(path)s” cannot be read: %(why)s.", path=path, why=why)) from error


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig" and not content[3 : error.start].isascii():
            line = content[: error.start].count(b"\n") + 1
            raise NotATable(
                N_("Line %(line)d has bytes that are not UTF-8, unlike the text above.", line=line)
            ) from None
        text = content.decode("cp1251", errors="replace")
        if len(_STRANGE.findall(text)) * 2 > len(_RUSSIAN.findall(text)):
            raise NotATable(N_("This is not a table, or its encoding is unknown. Save it as CSV in UTF-8.")) from None
    if found := _NO_TEXT.search(text):
        raise _not_text(text.count("\n", 0, found.start()) + 1)
    return text


def _not_text(line: int) -> NotATable:
    if line == 1:
        return NotATable(N_("This is not a table: it has characters that no text has. Save it as CSV in UTF-8."))
    return NotATable(N_("Line %(line)d has a character that no text has. Take it out.", line=line))


def _text_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise NotATable(
                N_("Line %(line)d cannot be read: a quote is not closed, or is not doubled within quotes.", line=line)
            ) from None
        yield Row(line, tuple(unguarded(cell.strip()) for cell in cells))


def _delimiter(text: str) -> str:
    start = text.lstrip("\r\n ")[:100_000]
    for delimiter in ";\t,":
        if len(next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])) > 1:
            return delimiter
    return ";"

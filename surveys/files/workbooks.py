"""Excel workbooks (.xlsx) as rows of text. They come from strangers: their size and shape have ceilings."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from surveys.domain.messages import N_, Message
from surveys.files import rows
from surveys.files.cells import unguarded
from surveys.files.rows import NotATable, Row

ZIP = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How an .xls begins, and an .xlsx with a password."""

LARGEST_UNPACKED_BYTES = 4 * rows.LARGEST_BYTES
MOST_COLUMNS = 200
_LAST_ROW = 1_048_576


def read(content: bytes) -> tuple[list[Row], tuple[Message, ...]]:
    """The rows of the first visible sheet that are not empty, and a note if there are others. Raises NotATable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                raise rows.too_large()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of decoration that it does not understand
            return _first_sheet(content)
    except NotATable:
        raise
    except Exception as error:  # openpyxl has no error of its own for a file that is damaged or something else
        raise NotATable(N_("This is not an Excel workbook (.xlsx), or it is damaged.")) from error


def _first_sheet(content: bytes) -> tuple[list[Row], tuple[Message, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        return [], ()
    sheets[0].reset_dimensions()  # the stored ones are often wrong
    found = rows.filled(_rows(sheets[0]))
    if len(sheets) == 1:
        return found, ()
    values = {"count": len(sheets), "title": sheets[0].title}
    return found, (N_("The workbook has %(count)d sheets; only the first, “%(title)s”, was read.", **values),)


def _rows(sheet: Any) -> Iterator[Row]:
    for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        if line > _LAST_ROW:
            raise rows.too_large()
        numbers = frozenset(i for i, value in enumerate(values) if _is_number(value))
        yield Row(line, tuple(map(_text, values)), numbers)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(str(value).strip())

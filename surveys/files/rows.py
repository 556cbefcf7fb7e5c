"""What a table that somebody sends is made of, and how large it may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.domain.messages import N_, Message

LARGEST_BYTES = 64 * 2**20
MOST_ROWS = 250_000


class NotATable(Exception):
    """A file that cannot be read as the table that was expected; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the number of its first line in the file (or on the sheet), its cells, and which of them were numbers.

    Cells have no space at their ends. In a text file no cell is a number.
    """

    line: int
    cells: tuple[str, ...]
    numbers: frozenset[int] = frozenset()


def too_large() -> NotATable:
    """What is said of a file past our ceilings."""
    values = {"megabytes": LARGEST_BYTES // 2**20, "rows": MOST_ROWS}
    return NotATable(N_("The file is too large: at most %(megabytes)d MB and %(rows)d rows can be read.", **values))


def filled(rows: Iterable[Row]) -> list[Row]:
    """The rows that are not empty, headings and all. Raises NotATable if there are too many."""
    kept: list[Row] = []
    for row in rows:
        if any(row.cells):
            kept.append(row)
            if len(kept) > MOST_ROWS + 1:
                raise too_large()
    return kept

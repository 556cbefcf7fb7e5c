"""The table of responses that goes out: one row a response."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from surveys.files.cells import guarded

COLUMNS = (
    "response_id",
    "assessment",
    "organization_code",
    "organization",
    "form_of_service",
    "municipality",
    "channel",
    "day",
    "questionnaire",
    "status",
)


@dataclass(frozen=True)
class ResponseRow:
    """A response with what the table says of its organization; `answers` by question id."""

    response_id: str
    assessment: int
    organization_code: str
    organization: str
    form_of_service: str
    municipality: str
    channel: str
    day: date
    questionnaire: str
    status: str
    answers: Mapping[str, str]


def write_csv(file: TextIO, questions: Sequence[str], rows: Iterable[ResponseRow]) -> int:
    """Write the rows as CSV for Excel with a Russian locale and return how many there were.

    UTF-8 with BOM (the file's encoding is utf-8-sig), semicolons; `questions` are the ids that get a column each,
    empty for not asked or not answered. Headers and cells that begin like a formula are guarded.
    """
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(name) for name in (*COLUMNS, *questions)])
    number = 0
    for row in rows:
        number += 1
        own = [str(getattr(row, name)) for name in COLUMNS]
        writer.writerow([guarded(cell) for cell in (*own, *(row.answers.get(id_, "") for id_ in questions))])
    return number


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[TextIO]:
    """A text file that appears at `path` only when the block has ended well, readable by its owner only.

    Raises OSError where the folder cannot be written; what stood at `path` before stays then.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise

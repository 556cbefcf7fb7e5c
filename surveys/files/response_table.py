"""The table of responses that goes out: one row a response."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

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


def write_csv(file: IO[str], questions: Sequence[str], rows: Iterable[ResponseRow]) -> int:
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

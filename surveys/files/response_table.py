"""The table of responses that goes out: one row a response."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import IO, NamedTuple

from surveys.domain.questionnaire import Kind, Question
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


class ResponseRow(NamedTuple):
    """A response with what the table says of its organization: COLUMNS in their order, then `answers` by question."""

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


def shown(texts: Mapping[str, str]) -> str:
    """A definition's text in Russian, or in its first language."""
    return texts.get("ru") or next(iter(texts.values()))


def write_csv(file: IO[str], questions: Sequence[Question], rows: Iterable[ResponseRow]) -> int:
    """Write the rows as CSV for Excel with a Russian locale and return how many there were.

    UTF-8 with BOM (the file's encoding is utf-8-sig), semicolons; `questions` get a column each, empty for not
    asked or not answered. Headers and cells that begin like a formula are guarded.
    """
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    ids = [question.id for question in questions]
    texts = [place for place, question in enumerate(questions) if question.kind is Kind.TEXT]
    writer.writerow([guarded(name) for name in (*COLUMNS, *ids)])
    owns: dict[str, list[str]] = {}  # cells of an organization, which many rows have
    number = 0
    for row in rows:
        number += 1
        id_, assessment, code, name, form, municipality, channel, day, questionnaire, status, answers = row
        own = owns.get(code) or owns.setdefault(code, [guarded(cell) for cell in (code, name, form, municipality)])
        cells = list(map(answers.get, ids))  # None is an empty cell
        for place in texts:
            if given := cells[place]:
                cells[place] = guarded(given)
        writer.writerow([id_, assessment, *own, channel, day, questionnaire, status, *cells])
    return number


def write_json_lines(file: IO[str], rows: Iterable[ResponseRow]) -> int:
    """Write each row as a JSON object on a line of its own and return how many there were.

    `answers` holds what was answered, by question id. The last line, `{"end": true, "responses": N}`, says that the
    file is whole and how many lines stand before it.
    """
    number = 0
    for row in rows:
        number += 1
        file.write(json.dumps(row._asdict() | {"day": row.day.isoformat()}, ensure_ascii=False) + "\n")
    file.write(json.dumps({"end": True, "responses": number}) + "\n")
    return number

"""The table of inspections: organization_code; item; value; note. It comes in and goes out."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO

from surveys.domain import codes, inspection, registry
from surveys.domain.checklist import Checklist
from surveys.domain.inspection import Finding, Refusal
from surveys.domain.messages import N_, Message
from surveys.domain.registry import Remark
from surveys.files.cells import guarded
from surveys.files.rows import NotATable, Row
from surveys.files.tables import Table

COLUMNS = ("organization_code", "item", "value", "note")
PAGE = "page"
NAMES = ("organization", "text")
"""Columns for a person, which are passed over when the table comes back."""

Words = tuple[str, str]

_HEADINGS = {
    "organization_code": ("organization code", "код организации", "код", "код учреждения"),
    "item": ("item", "пункт", "пункт чек листа"),
    "value": ("value", "отметка", "значение"),
    "note": ("note", "примечание", "причина", "комментарий"),
    PAGE: ("page", "страница", "адрес страницы"),
}


@dataclass(frozen=True)
class Line:
    """A line that can be taken: whose finding it is, and where it stands."""

    line: int
    code: str
    finding: Finding


@dataclass
class Inspections:
    """A table that was read: what can be taken, what is wrong, what is doubtful, how many lines have no mark yet.

    `has_pages` is whether it says anything of pages; `headings` is what its columns are called there.
    """

    lines: list[Line] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    empty: int = 0
    has_pages: bool = False
    headings: dict[str, str] = field(default_factory=dict)

    def remark(self, line: int, part: str, reason: Message) -> Remark:
        """Something about a line, with the column as the table calls it."""
        return Remark(line, self.headings.get(part, part), reason)


def read(table: Table, checklist: Checklist) -> Inspections:
    """The findings of a table, checked against the checklist. A line without a value is not marked yet.

    Raises NotATable if a column is missing or stands there twice.
    """
    places = _places(table.header)
    headings = {name: table.header.cells[place] for name, place in places.items()}
    found = Inspections(has_pages=PAGE in places, headings=headings)
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        if not cells["value"] and cells["item"].lower() in checklist.by_id:
            found.empty += 1
            continue
        _take(row, cells, checklist, found, seen)
    return found


def write_csv(
    file: IO[str], findings: Iterable[tuple[str, str, Finding | None]], words: Callable[[str, str], Words] | None = None
) -> int:
    """Write a line for each code, item and finding (None: not marked yet) and return how many there were.

    `words` gives the names of an organization and of an item, for a person who fills the table in: two columns more.
    UTF-8 with BOM (the file's encoding is utf-8-sig), semicolons; cells that begin like a formula are guarded.
    """
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS + (NAMES if words else ()))
    number = 0
    for code, item, finding in findings:
        number += 1
        value, note = (finding.value.value, finding.note) if finding else ("", "")
        named = map(guarded, words(code, item)) if words else ()
        writer.writerow([code, item, value, guarded(note), *named])
    return number


def _take(
    row: Row,
    cells: dict[str, str],
    checklist: Checklist,
    found: Inspections,
    seen: dict[tuple[str, str], int],
) -> None:
    code, item = codes.normal(cells["organization_code"]), cells["item"].lower()
    told = inspection.checked(checklist, item, cells["value"], cells.get("note", ""), cells.get(PAGE, ""))
    if not code:
        told = Refusal("organization_code", N_("The organization's code is missing."))
    elif (code, item) in seen:
        told = Refusal("item", N_("The line %(line)d says something of the same item already.", line=seen[code, item]))
    seen.setdefault((code, item), row.line)
    if isinstance(told, Refusal):
        found.problems.append(found.remark(row.line, told.part, told.reason))
        return
    found.lines.append(Line(row.line, code, told))
    if told.lacks_reason:
        found.warnings.append(found.remark(row.line, "note", N_("“Not applicable” has no reason.")))


def _places(header: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    known = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
    for place, heading in enumerate(header.cells):
        name = known.get(registry.plain(heading).replace("_", " "))
        if name in places:
            raise NotATable(N_("The column “%(name)s” stands there twice.", name=name))
        if name:
            places[name] = place
    for name in COLUMNS[:3]:
        if name not in places:
            raise NotATable(N_("The first line has to hold the headings; “%(name)s” is missing.", name=name))
    return places

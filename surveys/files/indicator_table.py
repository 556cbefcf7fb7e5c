"""The table of indicators: one row an organization, for programs and for spreadsheets alike."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO

from surveys.domain import indicators
from surveys.domain.definition import said
from surveys.domain.indicators import State
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.publication import is_hidden
from surveys.domain.rating import Assessed
from surveys.domain.registry import FORM_NAMES
from surveys.domain.rounding import full, half_up
from surveys.files import points
from surveys.files.cells import guarded

INDICATORS = tuple(f"p{criterion}_{number}" for criterion in range(1, 6) for number in range(1, 4))
CRITERIA = tuple(f"k{number}" for number in range(1, 6))
ABOUT = ("organization_code", "organization", "form_of_service", "municipality", "responses", "required")
PLACES = ("place", "place_in_form", "band")

Cell = str | int | Decimal | None


def figures(method: Method) -> tuple[str, ...]:
    """The columns of figures: the order's own, also where a methodology does not count one, and what it adds."""
    rules = method.methodology
    added = [one.id for one in rules.indicators if one.id not in INDICATORS]
    criteria = [one.id for one in rules.criteria if one.id not in CRITERIA]
    return (*INDICATORS, *added, *CRITERIA, *criteria, TOTAL)


def columns(method: Method) -> tuple[str, ...]:
    """All columns, in their order."""
    return (*ABOUT, *figures(method), *PLACES)


def row(method: Method, one: Assessed, *, exact: bool) -> dict[str, Cell]:
    """An organization's row; None is empty. `exact` figures are at full precision, others as they are published."""
    about: dict[str, Cell] = {
        "organization_code": one.code,
        "organization": one.name,
        "form_of_service": ", ".join(FORM_NAMES[form] for form in one.forms),
        "municipality": one.municipality,
        "responses": None if is_hidden(one) else one.inputs.responses,
        "required": one.required,
    }
    told = {figure: _figure(method, one, figure, exact=exact) for figure in figures(method)}
    band = indicators.band(method.methodology, one.total.value)
    places: dict[str, Cell] = {
        "place": one.place,
        "place_in_form": ", ".join(map(str, one.places)) if None not in one.places else None,
        "band": said(band.title, "ru") if band else None,
    }
    return about | told | places


def write_csv(file: IO[str], method: Method, organizations: Iterable[Assessed], *, exact: bool) -> int:
    """Write a row for each organization as CSV and return how many there were. The file's encoding is utf-8-sig."""
    written = 0
    for line in csv_lines(method, organizations, exact=exact):
        file.write(line)
        written += 1
    return written - 1


def csv_lines(method: Method, organizations: Iterable[Assessed], *, exact: bool) -> Iterator[str]:
    """The lines of a CSV for Excel with a Russian locale: the headings, then a row for each organization.

    Semicolons, a point before decimals; a BOM has to stand before them. Cells that begin like a formula are guarded.
    """
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield writer.writerow(columns(method))
    for one in organizations:
        cells = row(method, one, exact=exact).values()
        yield writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])


class _Line:
    """A file that gives back what is written to it, and so does the writer of rows."""

    def write(self, text: str) -> str:
        return text


def _figure(method: Method, one: Assessed, figure: str, *, exact: bool) -> Cell:
    told = one.score.get(figure)
    if told is None or told.value is None or told.state is State.NOBODY:
        return None
    return full(told.value) if exact else half_up(told.value, points.digits(method, figure))

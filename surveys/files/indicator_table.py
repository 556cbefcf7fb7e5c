"""The table of indicators: one row an organization, for programs and for spreadsheets alike."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from typing import IO

from surveys.domain import indicators
from surveys.domain.definition import said
from surveys.domain.methodology import TOTAL, Method
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
        "responses": one.inputs.responses or (0 if one.place is not None else None),
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
    """Write a row for each organization as CSV for Excel with a Russian locale and return how many there were.

    UTF-8 with BOM (the file's encoding is utf-8-sig), semicolons, a point before decimals. Cells that begin like a
    formula are guarded.
    """
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns(method))
    number = 0
    for one in organizations:
        number += 1
        cells = row(method, one, exact=exact).values()
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return number


def _figure(method: Method, one: Assessed, figure: str, *, exact: bool) -> Cell:
    value = one.score[figure].value if figure in one.score else None
    if value is None:
        return None
    return full(value) if exact else half_up(value, points.digits(method, figure))

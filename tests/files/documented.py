"""What tests of documents stand on: a small region by hand, and reading back what was written."""

import io
import os
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pypdfium2

from surveys.domain.rating import rated
from surveys.domain.registry import Form
from surveys.files.documents import book, bus, indicators, method_note, page, passport, rating, report, summary
from surveys.files.documents.facts import Decided, Facts
from tests.domain.figures import QUESTIONNAIRE, SOCIAL, answers, home, inputs, marks

STATIONARY, SEMI, AT_HOME = Form.STATIONARY, Form.SEMI_STATIONARY, Form.AT_HOME
DECISION = Decided("7", date(2026, 6, 20))
FEW_BY_TELEPHONE = {"q7": (0, 32), "q12": (1, 31)}
"""Nobody disabled, and 100 × 1 / 32 = 3.125 points: half-way between two decimals."""

DOCUMENTS = {
    "rating": rating.document,
    "indicators": indicators.document,
    "summary": summary.document,
    "report": report.document,
    "bus": bus.document,
    "method_note": method_note.document,
}


def organization(method, code, name, forms, said=None, responses=20, found=None, **more):
    """An organization that everybody is content with, but for what is said."""
    counts = answers(responses, **(said or {}))
    told = inputs(method, responses, counts, marks(method, **(found or {})))
    return replace(home(code, told), **({"name": name, "forms": forms, "required": 8, "municipality": "Елец"} | more))


def region(method=SOCIAL):
    """Two share a place, one works in two forms, one has few disabled, one few responses, one is not inspected."""
    half = {"q15": (10, 10)}
    stand = {"stand_01": "0", "stand_02": "0.5", "site": "1"}
    return rated(
        method,
        [
            organization(method, "AAA", "Дом А", (STATIONARY,)),
            organization(method, "BBB", "Дом Б", (STATIONARY, AT_HOME), half, inn="4821000000"),
            organization(method, "CCC", "Дом В", (STATIONARY,), half, municipality="Город Н."),
            organization(method, "DDD", "Дом Г", (STATIONARY,), {"q15": (0, 20)}, found=stand, required=60),
            organization(method, "EEE", "Центр Д", (AT_HOME,), {"q7": (3, 17), "q8": (1, 2)}, required=None),
            organization(method, "FFF", "Центр Е", (AT_HOME,), FEW_BY_TELEPHONE, 32, inn="4821000000", required=40),
            organization(method, "GGG", "Центр Ж", (SEMI,), responses=3, municipality=""),
            organization(method, "HHH", "=Центр И", (SEMI,), {"q15": (20, 1)}, 21, {"comfort_water": None}),
        ],
    )


def facts(organizations=None, method=SOCIAL, **more):
    """What the documents of a round tell of; approved unless it is said otherwise."""
    told = {
        "title": "Оценка 2026 года",
        "first_day": date(2026, 3, 1),
        "last_day": date(2026, 5, 31),
        "day": date(2026, 6, 25),
        "method": method,
        "organizations": region(method) if organizations is None else organizations,
        "decision": DECISION,
        "questionnaire": QUESTIONNAIRE,
        "operator": "АНО «Центр опросов»",
        "address": "https://otklik.example.ru",
        "channels": [("по ссылке", 100), ("на бумаге", 44)],
        "suggestions": {"AAA": 2, "DDD": 5},
        "digest": "ab12" * 16,
    }
    return Facts(**(told | more))


def made(kind, told, code="BBB", chart=None):
    """A document of this kind."""
    return passport.document(told, code, chart) if kind == "passport" else DOCUMENTS[kind](told)


def as_docx(document):
    """The document as its reader's program sees it."""
    file = io.BytesIO()
    page.write(file, document)
    return docx.Document(io.BytesIO(file.getvalue()))


def as_book(document, folder):
    """The document as a workbook."""
    file = io.BytesIO()
    book.write(file, document, folder)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue()))


def written(document):
    """All texts of a document, cells of tables included, with plain spaces."""
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [text for table in document.tables for row in rows(table) for text in row]
    return plain("\n".join(parts))


def rows(table):
    """The texts of a table, row by row; a cell of several columns as often as it has columns."""
    return [[plain(cell.text) for cell in row.cells] for row in table.rows]


def row_of(document, name):
    """The first row of any table that has this text in one of its cells."""
    return next(row for table in document.tables for row in rows(table) if name in row)


def plain(text):
    """The text with spaces that break, and without hints where to break words."""
    return text.replace("\xa0", " ").replace("\xad", "")


def header(document):
    """What stands above each page."""
    return document.sections[0].header.paragraphs[0].text


def save(document, path):
    """Write a document to a file, as what the file's name says."""
    with path.open("wb") as file:
        if path.suffix == ".docx":
            page.write(file, document)
        else:
            book.write(file, document, path.parent)


def printed(folder: Path, *names: str) -> dict[str, pypdfium2.PdfDocument]:
    """What LibreOffice prints of files in a folder; it opens all of them in one go, without asking anything."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / name) for name in names]
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "pdf"), *files],
        check=True,
        capture_output=True,
        timeout=300,
        env=os.environ | {"HOME": str(folder)},
    )
    return {name: pypdfium2.PdfDocument(folder / "pdf" / f"{Path(name).stem}.pdf") for name in names}

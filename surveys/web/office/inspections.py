"""Inspections of a round in the office: how far they are for each organization, and all marks as a table."""

import io
import tempfile
from collections.abc import Callable, Iterable

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from surveys.domain.checklist import Checklist
from surveys.domain.definition import said as in_language
from surveys.domain.inspection import Finding
from surveys.extensions import db
from surveys.files import inspection_table
from surveys.files.inspection_table import Words
from surveys.store import decisions, inspected, inspection_lists, inspections, journal, members
from surveys.store.assessments import Round
from surveys.web.language import chosen
from surveys.web.office.access import open_to
from surveys.web.office.inspection_place import the_checklist
from surveys.web.office.organizations import said
from surveys.web.office.session import the_user

ON_A_PAGE = 50
KEPT_IN_MEMORY = 2**20
"""A table that is larger is written into a file that has no name."""

pages = Blueprint("inspections", __name__, url_prefix="/office/rounds/<int:round_id>/inspections")


@pages.get("")
@open_to("operator")
def listing(round_id: int) -> ResponseReturnValue:
    """The organizations of a round with how much of the checklist is filled in, or those that are searched for."""
    round_, checklist = the_checklist(round_id)
    number = int(shown) if (shown := said("page")).isascii() and shown.isdigit() and len(shown) < 7 else 1
    unfinished = said("state") == "open"
    items = list(checklist.by_id)
    return render_template(
        "office/inspections.html",
        round=round_,
        found=inspected.page(
            db.session, round_.id, items, query=said("q"), unfinished=unfinished, number=number, length=ON_A_PAGE
        ),
        progress=inspected.progress(db.session, round_.id, items),
        items=len(items),
        query=said("q"),
        unfinished=unfinished,
        decision=next(iter(decisions.of_round(db.session, round_.id)), None),
        owner=the_user().email,
    )


@pages.get("/marks.csv")
@open_to("operator")
def marks(round_id: int) -> ResponseReturnValue:
    """All marks of a round, as the upload takes them."""
    round_, _checklist = the_checklist(round_id)
    found = inspections.findings(db.session, round_.id)
    return _table(round_, "inspections", ((code, finding.item, finding) for code, finding in found))


@pages.get("/form.csv")
@open_to("operator")
def form(round_id: int) -> ResponseReturnValue:
    """A table to fill in: every item of every organization, with its mark if it has one, and what both are called."""
    round_, checklist = the_checklist(round_id)
    found = inspections.findings(db.session, round_.id)
    listed = inspection_lists.complete(db.session, round_.id, checklist, found)
    return _table(round_, "inspection-form", listed, _named(round_, checklist))


def _named(round_: Round, checklist: Checklist) -> Callable[[str, str], Words]:
    names = {one.code: one.short_name or one.name for one in members.of_round(db.session, round_.id)}
    texts = {item.id: in_language(item.text, chosen()) for item in checklist.by_id.values()}
    return lambda code, item: (names.get(code, ""), texts[item])


def _table(
    round_: Round,
    name: str,
    lines: Iterable[tuple[str, str, Finding | None]],
    words: Callable[[str, str], Words] | None = None,
) -> Response:
    """A table as a download. It is written whole before it is sent, so that none breaks off unnoticed."""
    file = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115
    written = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    number = inspection_table.write_csv(written, lines, words)
    written.detach()
    file.seek(0)
    journal.note(db.session, the_user().email, "export inspections", f"{round_.id}, {number}")
    return send_file(file, "text/csv; charset=utf-8", as_attachment=True, download_name=f"{name}-{round_.id}.csv")

"""The registry in the office: which organizations there are, and how the collection goes for each."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveys.domain.registry import Form
from surveys.extensions import db
from surveys.store import assessments, organizations, overview
from surveys.store.assessments import STANDING_ID
from surveys.store.overview import SORTED_BY, Wanted
from surveys.web import desk, language
from surveys.web.office.access import open_to

ON_A_PAGE = 50
LONGEST_QUERY = 200
NUMBERS = ("responses", "week")
"""Columns that one sorts from the top down."""

pages = Blueprint("organizations", __name__, url_prefix="/office/organizations")
pages.add_app_template_filter(language.translated)


@pages.get("")
@open_to("operator")
def listing() -> ResponseReturnValue:
    """All organizations, or those that are searched for."""
    today = desk.today()
    wanted = asked_for()
    current = [found for found in assessments.rounds(db.session, today) if found.state == "open" and not found.standing]
    counted = [found.id for found in current] or [STANDING_ID]
    number = int(shown) if (shown := said("page")).isascii() and shown.isdigit() and len(shown) < 7 else 1
    return render_template(
        "office/organizations.html",
        found=overview.page(db.session, wanted, counted, today, number, ON_A_PAGE),
        wanted=wanted,
        current=current,
        registered=organizations.count(db.session),
        municipalities=[(name, name) for name in overview.municipalities(db.session)],
        form_names=form_names(),
        columns=_columns(bool(current)),
    )


def said(name: str) -> str:
    """What the address says by a parameter, without what no name has."""
    return request.args.get(name, "")[:LONGEST_QUERY].strip()


def asked_for() -> Wanted:
    """Which organizations the address asks for. What it says that means nothing, it does not say."""
    sort = said("sort") if said("sort") in SORTED_BY else "name"
    return Wanted(
        query=said("q"),
        form=said("form") if said("form") in list(Form) else "",
        municipality=said("municipality"),
        in_round={"yes": True, "no": False}.get(said("round")),
        without_site=said("site") == "none",
        silent=said("responses") == "none",
        sort=sort,
        descending=said("order") == "down" if said("order") in ("up", "down") else sort in NUMBERS,
    )


def form_names() -> dict[str, str]:
    """Forms of service in words."""
    return {
        Form.STATIONARY: _("stationary"),
        Form.SEMI_STATIONARY: _("semi-stationary"),
        Form.AT_HOME: _("at home"),
    }


def unknown(code: str) -> ResponseReturnValue:
    """The page for a code that no organization has."""
    message = _("No organization of the registry has the code %(code)s.", code=code[:20])
    return render_template("office/refused.html", title=_("There is no such organization"), message=message), 404


def _columns(in_round: bool) -> list[tuple[str, str]]:
    responses = _("Responses in the round") if in_round else _("Responses between rounds")
    return [
        ("name", _("Organization")),
        ("municipality", _("Municipality")),
        ("form", _("Form of service")),
        ("responses", responses),
        ("week", _("Last 7 days")),
    ]

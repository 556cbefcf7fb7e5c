"""What an organization puts into its site: snippets with previews, who may frame, and an instruction to print."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_translations
from flask_babel import gettext as _

from models import Organization
from surveys.domain import sites
from surveys.domain.registry import FORM_NAMES, Record
from surveys.extensions import db
from surveys.files import organizations as lists
from surveys.files import snippets
from surveys.files.snippets import Snippets
from surveys.settings import Settings
from surveys.store import organizations, registration
from surveys.web import banner, desk, language, posters
from surveys.web import pages as shared
from surveys.web.office.access import open_to
from surveys.web.office.organization import LONGEST_FIELD, typed
from surveys.web.office.organizations import unknown
from surveys.web.office.session import the_user

pages = Blueprint("organization_site", __name__, url_prefix="/office/organizations")


@pages.route("/<code>/site", methods=["GET", "POST"])
@open_to("operator")
def page(code: str) -> ResponseReturnValue:
    """Show the snippets, and which sites may frame the questionnaire; take an organization's site."""
    found = organizations.by_code(db.session, code)
    if found is None:
        return unknown(code)
    if request.method == "GET":
        return _page(found, typed(found.site), "", 200)
    given = request.form.get("site", "")[:LONGEST_FIELD]
    problem, status = _change(found, given)
    if problem:
        return _page(found, given, problem, status)
    flash(_("The site is saved. From now on its pages may show the questionnaire."))
    return redirect(url_for("organization_site.page", code=found.code), 303)


def _change(found: Organization, given: str) -> tuple[str, int]:
    """Save an organization's site; what is wrong with it, and the status to say so."""
    known = registration.record_of(found)
    cells = {name: str(value) for name in Record.__slots__ if (value := getattr(known, name)) is not None}
    forms = ", ".join(FORM_NAMES[form] for form in known.form_of_service)
    record = lists.one(cells | {"form_of_service": forms, "site": given})
    if not isinstance(record, Record):
        return " ".join(map(language.translated, record.values())), 422
    seen = request.form.get("seen", "")
    refusal = registration.change(db.session, found.code, record, seen, the_user().email)
    return (language.translated(refusal), 409) if refusal else ("", 303)


def _page(found: Organization, site: str, problem: str, status: int) -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    shown = render_template(
        "office/organization_site.html",
        organization=found,
        snippets=_snippets(found),
        alt=". ".join(banner.wording()),
        banner_size=snippets.BANNER,
        hosts=_hosts(found.site),
        others=_hosts(settings.embed_sites),
        site=site,
        problem=problem,
        seen=registration.print_of_record(registration.record_of(found)),
        address=settings.address,
        https=settings.https,
        is_local=is_local(settings.address),
    )
    response = make_response(shown, status)
    response.headers["Content-Security-Policy"] = shared.policy(frame_src="'self'")
    return response


def is_local(address: str) -> bool:
    """Whether nobody but this very computer, or its own network, reaches an address."""
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))


def _hosts(registered: str) -> list[str]:
    """The hosts of these sites, in their own letters, each with `www.` and without."""
    found = sites.kept(registered)
    bare = [sites.Site(site.scheme, site.host.removeprefix("www."), site.port).shown for site in found]
    return [f"{www}{host}" for host in dict.fromkeys(bare) for www in ("", "www.")]


def _snippets(found: Organization) -> Snippets:
    settings: Settings = current_app.extensions["settings"]
    title = _("Questionnaire on the quality of services: %(name)s", name=found.short_name or found.name)
    return snippets.make(settings.address, found.code, title, ". ".join(banner.wording()))


@pages.get("/<code>/instruction.pdf")
@open_to("operator")
def instruction_pdf(code: str) -> ResponseReturnValue:
    """A sheet for the person who edits the organization's site."""
    here = desk.find(code)
    found = organizations.by_code(db.session, code)
    if here is None or found is None:
        return unknown(code)
    from surveys.files import instruction

    told = posters.invitation(here.code, here.name, here.short_name, desk.definition_for(here))
    content = instruction.make(
        told, _snippets(found), _hosts(found.site), get_translations(), language.chosen(), desk.today()
    )
    return posters.pdf(content, f"otklik-{here.code}-site.pdf")

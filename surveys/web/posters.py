"""What an organization prints: its QR code, a poster, cards, the questionnaire on paper; and where the code leads."""

from collections.abc import Callable, Hashable
from http import HTTPStatus

from flask import Blueprint, current_app, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_translations
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.domain.questionnaire import Questionnaire
from surveys.files import qr
from surveys.files.invitations import Invitation, Size
from surveys.settings import Settings
from surveys.store.assessments import Reception
from surveys.web import desk, faults, language
from surveys.web.kept import Kept
from surveys.web.pages import address, shown_anywhere

CODE_SECONDS = 24 * 3600
PRINTED_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For a PDF alone, whose viewer in the browser brings its own styles."""

MOST_KEPT = 128
"""How many files of about 25 kB are kept."""

pages = Blueprint("posters", __name__)


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["printed"] = Kept[bytes](MOST_KEPT)


def invitation(code: str, name: str, short_name: str, questionnaire: Questionnaire) -> Invitation:
    """What is printed of an organization whose recipients are asked this questionnaire."""
    settings: Settings = current_app.extensions["settings"]
    return Invitation(
        code=code,
        name=name,
        short_name=short_name,
        service=settings.address,
        questions=len(questionnaire.questions),
        operator=settings.operator_name,
        contact=settings.operator_contact,
    )


@pages.get("/A/<code>")
def from_camera(code: str) -> ResponseReturnValue:
    """Where a QR code leads: the questionnaire, which then knows that one came by a code.

    The address in the code is all capitals, which makes the code coarse; `?s=qr` could not be packed so.
    """
    here = desk.find(code)
    if here is None:
        return faults.unknown_code(code)
    onward = redirect(address(f"/a/{here.code}", s="qr", **language.kept()), HTTPStatus.FOUND)
    onward.headers["Cache-Control"] = "no-store"
    return onward


@pages.get("/a/<code>/qr.svg")
def qr_svg(code: str) -> ResponseReturnValue:
    """The QR code for a print shop or a page: sharp in every size."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    modules = qr.matrix(current_app.extensions["settings"].address, here.code)
    title = _("QR code of the questionnaire: %(name)s", name=here.short_name or here.name)
    return _file(qr.svg(modules, title).encode(), "image/svg+xml", CODE_SECONDS)


@pages.get("/a/<code>/qr.png")
def qr_png(code: str) -> ResponseReturnValue:
    """The QR code for a document."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    base = current_app.extensions["settings"].address
    content = _kept(("png", base, here.code), lambda: qr.png(qr.matrix(base, here.code)))
    return _file(content, "image/png", CODE_SECONDS)


@pages.get("/a/<code>/poster.pdf")
def poster_pdf(code: str) -> ResponseReturnValue:
    """A poster of A4, or what `?size=` says: `a5`, or `cards`, eight of them on a sheet of A4."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    from surveys.files import poster  # costs half a second and 45 MB, so whoever prints nothing does not pay

    wanted = request.args.get("size", Size.A4).lower()
    if wanted not in list(Size):
        message = _("There is no poster of this size. There are: %(sizes)s.", sizes=", ".join(Size))
        return faults.show(HTTPStatus.NOT_FOUND, _("Page not found"), message)
    told = invitation(here.code, here.name, here.short_name, desk.definition_for(here))
    day, chosen = desk.today(), language.chosen()
    content = _kept(
        (told, wanted, chosen, day), lambda: poster.make(told, Size(wanted), get_translations(), chosen, day)
    )
    return pdf(content, f"otklik-{here.code}-{wanted}.pdf")


@pages.get("/a/<code>/paper.pdf")
def paper_pdf(code: str) -> ResponseReturnValue:
    """The questionnaire to be filled in by hand: a sheet of A4, both sides."""
    here = desk.at(code)
    if not isinstance(here, Reception):
        return here
    from surveys.files import paper

    definition = desk.definition_for(here)
    told = invitation(here.code, here.name, here.short_name, definition)
    day, chosen = desk.today(), language.chosen()
    content = _kept(
        (told, definition.key, chosen, day), lambda: paper.make(told, definition, get_translations(), chosen, day)
    )
    return pdf(content, f"otklik-{here.code}-paper.pdf")


def _kept(key: Hashable, make: Callable[[], bytes]) -> bytes:
    printed: Kept[bytes] = current_app.extensions["printed"]
    return printed.get(key, make)


def pdf(content: bytes, name: str) -> Response:
    """A PDF that a browser shows and saves under `name`; asked for anew each time, since names and operators change."""
    response = _file(content, "application/pdf", 0)
    response.headers["Content-Security-Policy"] = PRINTED_POLICY
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _file(content: bytes, mimetype: str, seconds: int) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    if mimetype.startswith("image/"):
        shown_anywhere(response.headers)
    response.add_etag()
    return response.make_conditional(request)

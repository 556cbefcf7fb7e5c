"""In which language and view a page is shown. Public pages remember both in their address, never in a cookie."""

from flask import has_request_context, request
from flask_babel import gettext

from surveys.domain.messages import Message
from surveys.web import surroundings
from surveys.web.surroundings import KIOSK

LANGUAGES = {"ru": "Русский", "en": "English"}
DEFAULT = "ru"


def chosen() -> str:
    """The language of the page that is being made."""
    wanted = said("lang", DEFAULT)
    return wanted if wanted in LANGUAGES else DEFAULT


def contrast() -> bool:
    """Whether the version for the visually impaired was asked for."""
    return said("view") == "contrast"


def said(name: str, otherwise: str = "") -> str:
    """What the address of the present page says by a parameter. Most addresses say nothing."""
    if not has_request_context() or not request.query_string:
        return otherwise
    return request.args.get(name, otherwise)


def kept() -> dict[str, str]:
    """What an address has to carry so that the next page looks like this one; on a shared tablet, also its key."""
    carried = {}
    if chosen() != DEFAULT:
        carried["lang"] = chosen()
    if contrast():
        carried["view"] = "contrast"
    if said("k") and surroundings.present() is KIOSK:
        carried["k"] = said("k")
    return carried


def translated(message: Message) -> str:
    """A message of the rules in the language of the page."""
    return str(gettext(message.text, **message.values))

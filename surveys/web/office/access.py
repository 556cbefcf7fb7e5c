"""Who may open which page of the office: each says so by `open_to`, and one guard stands before all of them."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from models import User
from surveys.extensions import csrf
from surveys.store.accounts import ROLES
from surveys.web import characters
from surveys.web.office.session import signed_in

ROOT = "/office"
ANYONE = "anyone"
"""For pages that are opened before signing in."""

ASKED_EACH_TIME = "private, no-cache"
"""The `Cache-Control` of an image: the user's own browser keeps it and asks each time whether it is still so."""

LONGEST_ADDRESS = 1000
MOST_UNREAD = 64 * 2**20
MOST_PARTS = 4000
"""How many fields and files a form that uploads may have: a checklist has several hundred."""

_OUR_ADDRESS = re.compile(r"/office(/[A-Za-z0-9_.~%/-]*)?(\?[A-Za-z0-9_.~%&=+,:;@!$'()*/?-]*)?")

View = TypeVar("View", bound=Callable[..., Any])


def open_to(
    *roles: str,
    with_one_time_password: bool = False,
    when_expired: Callable[[], ResponseReturnValue] | None = None,
    largest_upload: int | None = None,
) -> Callable[[View], View]:
    """Declare which roles may open a page. A page of the office without this is closed to everybody.

    `with_one_time_password`: also before the one-time password is changed. `when_expired`: what answers a form
    whose session has run out, where a sentence is not enough. `largest_upload`: how many bytes its form may have,
    where that is more than a questionnaire has.
    """
    unknown = set(roles) - {*ROLES, ANYONE}
    if unknown or not roles:
        raise ValueError(f"not roles: {roles}")

    def declare(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]
        view.with_one_time_password = with_one_time_password  # type: ignore[attr-defined]
        view.when_expired = when_expired or _expired  # type: ignore[attr-defined]
        view.largest_upload = largest_upload  # type: ignore[attr-defined]
        return view

    return declare


def set_up(app: Flask) -> None:
    """Put the guard before the office's pages, and keep them, except images, out of every cache."""
    app.before_request(_guard)
    app.after_request(_not_stored)
    app.context_processor(_for_templates)


def in_office(path: str) -> bool:
    """Whether an address is one of the office."""
    return path == ROOT or path.startswith(ROOT + "/")


def home(user: User) -> str:
    """The page that a user begins with."""
    first = ("office.dashboard", "rating.listing", "account.own")
    return url_for(next(endpoint for endpoint in first if may_open(user, endpoint)))


def may_open(user: User, endpoint: str) -> bool:
    """Whether a page is open to one of a user's roles."""
    roles: frozenset[str] = getattr(current_app.view_functions[endpoint], "open_to", frozenset())
    return not roles.isdisjoint(role.name for role in user.roles)


def ours(wanted: str | None) -> str:
    """The page that was wanted if it is one of the office, else nothing: an address from outside leads nowhere."""
    return wanted if wanted and len(wanted) <= LONGEST_ADDRESS and _OUR_ADDRESS.fullmatch(wanted) else ""


def _guard() -> ResponseReturnValue | None:
    if not in_office(request.path) or request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    roles: frozenset[str] = getattr(view, "open_to", frozenset())
    if ANYONE not in roles and (refusal := _refusal(roles, getattr(view, "with_one_time_password", False))):
        return refusal
    if largest := getattr(view, "largest_upload", None):
        request.max_content_length = largest
        request.max_form_parts = MOST_PARTS
    try:
        csrf.protect()
    except CSRFError:
        answer: ResponseReturnValue = getattr(view, "when_expired", _expired)()
        return answer
    except RequestEntityTooLarge:
        return _too_large(request.max_content_length or 0)
    characters.refuse_in_form()
    return None


def _refusal(roles: frozenset[str], with_one_time_password: bool) -> ResponseReturnValue | None:
    user = signed_in()
    if user is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("entry.login", next=wanted if wanted != url_for("office.dashboard") else None), 303)
    if roles.isdisjoint(role.name for role in user.roles):
        return _refused(403, _("This page is not for your role"), _("Ask the operator if you need what is on it."))
    if user.must_change_password and not with_one_time_password:
        return redirect(url_for("account.password"), 303)
    return None


def _expired() -> ResponseReturnValue:
    message = _("The session behind this page has ended, so nothing was changed. Open the page again and repeat.")
    return _refused(400, _("The page was open for too long"), message)


def _too_large(most: int) -> ResponseReturnValue:
    unread = min(request.content_length or 0, MOST_UNREAD)
    while unread > 0 and (read := len(request.input_stream.read(min(unread, 2**16)))):
        unread -= read  # a browser shows no answer before it has sent everything
    message = _("At most %(megabytes)s MB can be sent here. Nothing was changed.", megabytes=f"{most / 2**20:g}")
    return _refused(413, _("The file is too large"), message)


def _refused(status: int, title: str, message: str) -> ResponseReturnValue:
    return render_template("office/refused.html", title=title, message=message), status


def _not_stored(response: Response) -> Response:
    if in_office(request.path) and response.headers.get("Cache-Control") != ASKED_EACH_TIME:
        response.headers["Cache-Control"] = "no-store"
    return response


def _for_templates() -> dict[str, object]:
    """Functions, so that a page that says that the database is away does not ask it who is there."""
    return {"signed_in": signed_in, "home": home, "may_open": may_open} if in_office(request.path) else {}

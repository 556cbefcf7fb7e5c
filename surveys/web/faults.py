"""Errors as pages: what happened, in the reader's words, and what to do next."""

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from surveys.store.database import Unavailable
from surveys.web.metrics import metrics

RETRY_SECONDS = 30

log = structlog.get_logger("otklik")

Page = tuple[str, int, dict[str, str]]


def set_up(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(Unavailable, away)
    app.register_error_handler(DBAPIError, away)
    app.register_error_handler(Exception, broken)


def show(status: int, title: str, message: str, *, show_search: bool = False, retry_after: int | None = None) -> Page:
    """A calm page for an error."""
    page = render_template("error.html", title=title, message=message, show_search=show_search)
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return page, status, headers


def unknown_code(code: str) -> Page:
    """The page for a code that no organization has."""
    message = _("No institution has the code %(code)s. Check it, or find the institution by its name.", code=code[:20])
    return show(404, _("There is no such questionnaire"), message, show_search=True)


def refused(error: HTTPException) -> Page:
    """A page for a request that we do not take."""
    status = error.code or 500
    match status:
        case 404:
            title, message = _("Page not found"), _("Check the address, or start from the search.")
        case 405:
            title, message = _("This address cannot be used so"), _("Open the page again from its beginning.")
        case 413:
            title = _("Too much was sent")
            message = _("The answers take more room than a questionnaire can. Go back and shorten the text.")
        case 429:
            title, message = _("Too many attempts"), _("Please try again later.")
        case _ if status < 500:
            title = _("The request could not be read")
            message = _("It came damaged or is not from our form. Go back, open the page again and send once more.")
        case _:
            return broken(error)
    # a redirect that the router makes is an exception as well
    if status < 400:
        return "", status, dict(error.get_response().headers)
    return show(status, title, message, show_search=status == 404)


def away(error: Exception) -> Page:
    """The page for a database that does not answer or takes nothing."""
    tell_away(error)
    message = _("Nothing was stored. Please try again in a minute.")
    return show(503, _("The service is not available now"), message, retry_after=RETRY_SECONDS)


def tell_away(error: Exception) -> None:
    """Tell the server's log that the database does not do its work, and why."""
    metrics().database_errors.inc()
    log.error("the database is not available", route=_route(), reason=str(getattr(error, "orig", error)))


def broken(error: Exception) -> Page:
    """The page for a mistake of ours; the journal of the server tells its place, not its data."""
    log.error("a request failed", route=_route(), exc_info=error)
    message = _("It is our mistake, not yours. Please try again a little later.")
    return show(500, _("Something went wrong"), message)


def _route() -> str:
    return str(request.url_rule or "unknown")

"""The commonest visit, answered before Flask looks at it: somebody opens a questionnaire by its link or QR code.

All that such an answer needs is remembered already, so nothing is asked or rendered. Whatever is not so plain goes on
to the application, which answers it in full and by that prepares the next one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask

from surveys.store.assessments import Receptions
from surveys.web import desk, language, sheet, ticket
from surveys.web.metrics import ROUTE
from surveys.web.prepared import PreparedPages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CHANNELS = {"": "link", "s=qr": "qr"}
"""The plain addresses: what stands behind the question mark, and by which channel one comes then."""


class QuickSheets:
    """Stands before an application and answers what is plain."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.otherwise = app.wsgi_app
        self.receptions: Receptions = app.extensions["receptions"]
        self.prepared: PreparedPages = app.extensions["prepared"]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """A sheet that is ready, or what the application answers."""
        start, _, code = environ["PATH_INFO"].rpartition("/")
        channel = CHANNELS.get(environ["QUERY_STRING"])
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        packed = sheet.takes_gzip(accepted)
        ready = None
        if start == "/a" and channel and environ["REQUEST_METHOD"] == "GET" and packed == bool(accepted):
            ready = self._ready(code, channel, packed)
        if ready is None:
            return self.otherwise(environ, start_response)
        body, headers = ready
        environ[ROUTE] = "/a/<code>"
        start_response("200 OK", [*headers.items(), ("Content-Length", str(len(body)))])
        return [body]

    def _ready(self, code: str, channel: str, packed: bool) -> tuple[bytes, dict[str, str]] | None:
        with self.app.app_context():
            here = self.receptions.known(code, desk.today())
            page = self.prepared.known((here.questionnaire, language.DEFAULT, False, channel)) if here else None
            if here is None or page is None:
                return None
            now = datetime.now(UTC)
            fresh = ticket.issue(here.organization_id, here.assessment_id, channel, here.questionnaire, now)
            return sheet.filled(page, here, fresh, packed)

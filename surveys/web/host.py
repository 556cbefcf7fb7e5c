"""By which name the service is asked: by its own, or it does not answer. No other name gets any further than this."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import gettext as _

from surveys.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ASKED_BY_ADDRESS = frozenset(("/healthz", "/readyz", "/metrics"))
"""Whoever watches the service asks each of its hosts by itself."""


class OwnName:
    """Stands before everything that answers. Where PUBLIC_URL is not set, it is not known how people ask: anyhow."""

    def __init__(self, app: Flask, application: "WSGIApplication", settings: Settings) -> None:
        self.app = app
        self.application = application
        self.address = settings.address
        self.name = settings.host_name
        self.names = {self.name, f"{self.name}:{443 if settings.https else 80}"} if settings.public_url else None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """What the application answers, if it was asked by the name that people know."""
        asked = environ.get("HTTP_HOST", "")
        if self.names is None or asked.lower() in self.names or environ["PATH_INFO"] in ASKED_BY_ADDRESS:
            environ["HTTP_HOST"] = self.name
            return self.application(environ, start_response)
        body = self._refusal().encode()
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("400 Bad Request", [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _refusal(self) -> str:
        with self.app.app_context():
            where = _("This service is at %(address)s. It was asked by another name.", address=self.address)
            advice = _("If a web server stands in front, let it pass the header Host on as it came.")
        return f"{where}\n\n{advice}\n"

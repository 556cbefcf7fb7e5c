"""What all pages share: what templates are given, addresses that remember language and view, safe headers."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, Response, g, request, url_for

from surveys.extensions import compress
from surveys.settings import ROOT, Settings
from surveys.web import language, surroundings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PUBLIC = {"public", "questionnaire", "results", "open_data", "embed"}
"""Blueprints whose addresses remember language and view."""

SAFEST = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**changed: str) -> str:
    """The header that says what a page may load and who may frame it; `frame_src="'self'"` changes a part."""
    parts = SAFEST | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def set_up(app: Flask, settings: Settings) -> None:
    """Bind the shared context, addresses and headers to the application."""

    @app.context_processor
    def context() -> dict[str, object]:
        return {
            "locale": language.chosen(),
            "contrast": language.contrast(),
            "languages": list(language.LANGUAGES.items()),
            "here": here,
            "kept": language.kept,
            "static_url": static_url,
            "around": surroundings.present(),
            "hosts": g.get("hosts", ["*"]),
            "settings": settings,
        }

    @app.url_defaults
    def remember(endpoint: str, values: dict[str, object]) -> None:
        if endpoint.partition(".")[0] in PUBLIC:
            for name, value in language.kept().items():
                values.setdefault(name, value)

    @app.after_request
    def packed(response: Response) -> Response:
        return compress.after_request(response) if "HTTP_ACCEPT_ENCODING" in request.environ else response


class SafeHeaders:
    """Puts the headers that every answer has on every answer, static files included."""

    def __init__(self, application: "WSGIApplication", https: bool) -> None:
        self.application = application
        self.safe = [
            ("Content-Security-Policy", policy()),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        if https:
            self.safe.append(("Cross-Origin-Opener-Policy", "same-origin"))
            self.safe.append(("Strict-Transport-Security", "max-age=31536000"))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does; what it says itself stays."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said = {name for name, _ in headers}
            return start_response(status, headers + [one for one in self.safe if one[0] not in said], *error)

        return self.application(environ, start)


def shown_anywhere(headers: Any, *_file: str) -> None:
    """Let pages of other sites show a file or a picture of ours, and our own pages where a site has shut them in."""
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def here(**changes: str | None) -> str:
    """The present address with some query parameters changed; None takes one out."""
    return address(request.path, **(request.args.to_dict() | changes))


def address(path: str, /, **parameters: str | None) -> str:
    """An address with the parameters that have a value; Russian is the default and is not said."""
    said = {name: value for name, value in parameters.items() if value and (name, value) != ("lang", language.DEFAULT)}
    return f"{path}?{urlencode(said)}" if said else path


class _Onward(Response):
    autocorrect_location_header = False  # ours are right already


def see(address: str) -> Response:
    """Lead on to another page of ours after a form that was sent."""
    return _Onward(status=303, headers={"Location": address})


def static_url(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return url_for("static", filename=name, v=_fingerprint(ROOT / "static" / name))


@lru_cache(maxsize=256)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]

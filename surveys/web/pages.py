"""What all pages share: what templates are given, addresses that remember language and view, safe headers."""

import hashlib
from functools import lru_cache, partial
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request, url_for

from surveys.extensions import limiter
from surveys.settings import ROOT, Settings
from surveys.web import language

PUBLIC = {"public", "questionnaire", "results"}
"""Blueprints whose addresses remember language and view."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def set_up(app: Flask, settings: Settings) -> None:
    """Bind the shared context, addresses and headers to the application."""
    _without_idle_hooks(app)

    @app.context_processor
    def context() -> dict[str, object]:
        return {
            "locale": language.chosen(),
            "contrast": language.contrast(),
            "languages": list(language.LANGUAGES.items()),
            "here": here,
            "static_url": static_url,
            "settings": settings,
        }

    @app.url_defaults
    def remember(endpoint: str, values: dict[str, object]) -> None:
        if endpoint.partition(".")[0] in PUBLIC:
            for name, value in language.kept().items():
                values.setdefault(name, value)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def _without_idle_hooks(app: Flask) -> None:
    """Take out what extensions would do at every request for nothing.

    Flask-Limiter looks for limits of routes: ours are counted by hand. Flask-SQLAlchemy-Lite closes asynchronous
    sessions: there are none, and looking for them starts a thread with an event loop.
    """
    of_requests: tuple[Any, ...] = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    for hooks in of_requests:
        hooks[None] = [hook for hook in hooks.get(None, []) if not _is_limiters(hook)]
    app.teardown_appcontext_funcs = [hook for hook in app.teardown_appcontext_funcs if not iscoroutinefunction(hook)]


def _is_limiters(hook: object) -> bool:
    bound_to = hook.args[0] if isinstance(hook, partial) else getattr(hook, "__self__", None)
    return bound_to is limiter


def here(**changes: str | None) -> str:
    """The present address with some query parameters changed; None takes one out."""
    return address(request.path, **(request.args.to_dict() | changes))


def address(path: str, **parameters: str | None) -> str:
    """An address with the parameters that have a value; Russian is the default and is not said."""
    said = {name: value for name, value in parameters.items() if value and (name, value) != ("lang", language.DEFAULT)}
    return f"{path}?{urlencode(said)}" if said else path


def static_url(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return url_for("static", filename=name, v=_fingerprint(ROOT / "static" / name))


@lru_cache(maxsize=256)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]

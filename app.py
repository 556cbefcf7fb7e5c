"""The application: configuration, extensions, blueprints, commands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect
from whitenoise import WhiteNoise

from surveys import commands, logs, settings, web
from surveys.definitions import loader
from surveys.extensions import alembic, babel, compress, csrf, db
from surveys.settings import Settings, SettingsError
from surveys.store import database
from surveys.web import accounts, counters, language, pages
from surveys.web.counters import Counters
from surveys.web.host import OwnName
from surveys.web.metrics import Counted
from surveys.web.pages import SafeHeaders
from surveys.web.prepared import PreparedPages
from surveys.web.quick import QuickSheets

ROOT = Path(__file__).parent
YEAR_SECONDS = 365 * 24 * 3600


class Service(Flask):
    """Flask for functions that are not asynchronous: it need not ask each of them at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Redirects of the router's stay on this host, whatever the request says that it is called."""
        error = request.routing_exception
        if isinstance(error, RequestRedirect):
            onward = urlsplit(error.new_url)
            error.new_url = urlunsplit(("", "", f"/{onward.path.lstrip('/')}", onward.query, ""))
        super().raise_routing_exception(request)


def create_app(chosen: Settings | None = None) -> Flask:
    """Make the service. Raises SettingsError, in words, where it cannot be run as configured."""
    chosen = chosen or settings.read()
    app = Service(__name__, instance_path=str(chosen.instance_path))
    app.config.from_mapping(configuration(chosen))
    app.extensions["settings"] = chosen
    app.extensions["questionnaires"], app.extensions["methodologies"] = definitions(chosen)
    app.extensions["prepared"] = PreparedPages()
    logs.set_up()
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    alembic.init_app(app)
    babel.init_app(app, locale_selector=language.chosen, timezone_selector=lambda: chosen.time_zone)
    compress.init_app(app)
    csrf.init_app(app)
    app.extensions["counters"] = Counters(app)
    accounts.set_up(app, chosen)
    web.set_up(app, chosen)
    commands.set_up(app)
    served = WhiteNoise(
        QuickSheets(app),
        root=ROOT / "static",
        prefix="static/",
        max_age=YEAR_SECONDS,
        add_headers_function=pages.shown_anywhere,
    )
    app.wsgi_app = SafeHeaders(Counted(app, OwnName(app, served, chosen)), chosen.https)  # type: ignore[method-assign]
    if hops := chosen.trusted_proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def definitions(chosen: Settings) -> tuple[loader.Questionnaires, loader.Methodologies]:
    """What is asked and how it is counted, shipped and the operator's own.

    Ends a start where a definition is wrong or what the settings name is not in force.
    """
    roots = loader.SHIPPED, chosen.instance_path / "definitions"
    today = datetime.now(chosen.zone).date()
    try:
        questionnaires, methodologies = loader.Questionnaires(*roots), loader.Methodologies(*roots)
        questionnaires.in_force(chosen.questionnaire, today)
        methodologies.in_force(chosen.methodology, today)
    except loader.DefinitionError as error:
        raise SettingsError(str(error)) from None
    return questionnaires, methodologies


def configuration(chosen: Settings) -> dict[str, object]:
    """What the extensions are told, from our settings."""
    return {
        "SECRET_KEY": chosen.secret_key,
        "SQLALCHEMY_ENGINES": {"default": chosen.database},
        "ALEMBIC": {"script_location": str(ROOT / "surveys" / "store" / "migrations")},
        "ALEMBIC_CONTEXT": {"transaction_per_migration": True},
        "BABEL_DEFAULT_LOCALE": "ru",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "surveys" / "translations"),
        "MAX_CONTENT_LENGTH": 128 * 1024,
        "MAX_FORM_MEMORY_SIZE": 128 * 1024,
        "MAX_FORM_PARTS": 200,
        **counters.configuration(chosen),
        "SERVER_NAME": chosen.host_name if chosen.public_url else None,
        "PREFERRED_URL_SCHEME": "https" if chosen.https else "http",
        # no other host can set a cookie of such a name; by http there is no such one, and the path says whose it is
        "SESSION_COOKIE_NAME": "__Host-otklik_office" if chosen.https else "otklik_office",
        "SESSION_COOKIE_PATH": "/" if chosen.https else "/office",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": chosen.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=chosen.session_hours),
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 6,
        "COMPRESS_REGISTER": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }

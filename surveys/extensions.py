"""The Flask extensions, made once and bound to an application by `create_app`."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask.sansio.app import App
from flask_alembic import Alembic
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_security import Security
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from models import Base
from surveys.store import database, migrating


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite without its asynchronous side, which would start an event loop after every request."""

    def init_app(self, app: App) -> None:
        """Bind the engines to an application."""
        super().init_app(app)
        app.teardown_appcontext_funcs = [end for end in app.teardown_appcontext_funcs if not iscoroutinefunction(end)]


class CountedByHand(Limiter):
    """Flask-Limiter without its look at every request: our limits are counted where a form comes in."""

    def init_app(self, app: Flask) -> None:
        """Bind the counters' storage to an application."""
        hooks: tuple[Any, ...] = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
        before = [list(kind[None]) for kind in hooks]
        super().init_app(app)
        for kind, kept in zip(hooks, before, strict=True):
            kind[None] = kept


class OneByOne(Alembic):
    """Flask-Alembic for hosts that start at once: one of them migrates, and the others find it done."""

    def run_migrations(self, fn: Callable[..., Any], **kwargs: Any) -> None:
        """Migrate while nobody else does."""
        with migrating.alone(db.engine):
            super().run_migrations(fn, **kwargs)


db = Database(engine_options=database.ENGINE_OPTIONS, session_options=database.SESSION_OPTIONS)
alembic = OneByOne(metadatas=Base.metadata)
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = CountedByHand(key_func=lambda: "")
security = Security()

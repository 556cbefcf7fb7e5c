"""What must be there before a command works: a database that answers, a Redis that lets us in."""

from typing import NoReturn

import click
import structlog
from flask import current_app
from flask_babel import gettext as _
from limits.storage import RedisStorage
from sqlalchemy.exc import DBAPIError

from surveys.extensions import db, limiter
from surveys.settings import Settings, without_passwords
from surveys.store import durability, revisions

log = structlog.get_logger("otklik")


def check_database() -> bool:
    """Whether the database's schema is of a newer version, which is warned of; ends a command if it cannot be reached.

    The version before serves on it, by the rules for migrations: a host can go back, and one that starts again in the
    middle of an upgrade comes up.
    """
    if newer := _newer_schema():
        log.warning("the database is newer than this version of the service: bring this one up to date", schema=newer)
    return bool(newer)


def refuse_newer() -> None:
    """End a command, in words, if the database's schema is of a newer version: this one knows only a part of it."""
    if newer := _newer_schema():
        _refuse(
            _(
                "The database is newer than this version of the service: its schema is %(revision)s. "
                "Do this with the newer version.",
                revision=newer,
            )
        )


def _newer_schema() -> str:
    try:
        revision = revisions.present(db.engine)
    except (DBAPIError, UnicodeError) as error:  # the latter of a name that cannot be one
        told = _told(_settings().database, getattr(error, "orig", error))
        _refuse(_("The database cannot be reached. DATABASE_URL: %(where)s. It says: %(reason)s", **told))
    return revision if revision and not revisions.is_known(revision) else ""


def check_durability() -> None:
    """Warn in the log of a database that can lose what it has said that it stored, or tells it to others."""
    if weaknesses := durability.weaknesses(db.engine):
        said = "answers that were thanked for can be lost in a power cut, by these settings of PostgreSQL"
        log.warning(said, settings=", ".join(weaknesses))
    if indiscretions := durability.indiscretions(db.engine):
        said = "the log of PostgreSQL tells what people answered, and when, by these settings: set them to 0"
        log.warning(said, settings=", ".join(indiscretions))
    if version := durability.too_old(db.engine):
        log.warning("this PostgreSQL is older than those that the service is made for", version=version)


def check_redis() -> None:
    """End a start, in words, if Redis is not what the settings say. While one is only away, limits are looser."""
    if not isinstance(limiter.storage, RedisStorage):
        return
    from redis import exceptions as known  # takes time and memory, which one process spares

    try:
        limiter.storage.get_connection().ping()
    except known.AuthenticationError as error:
        told = _told(_settings().redis_url, error)
        _refuse(_("Redis does not let us in. REDIS_URL: %(where)s. It says: %(reason)s", **told))
    except (known.ConnectionError, known.TimeoutError, OSError) as error:
        told = _told(_settings().redis_url, error)
        said = _("Redis is away, so each process counts the limits by itself. REDIS_URL: %(where)s. %(reason)s", **told)
        click.echo(said, err=True)
    except (known.RedisError, UnicodeError) as error:
        told = _told(_settings().redis_url, error)
        _refuse(_("Redis cannot be used. REDIS_URL: %(where)s. It says: %(reason)s", **told))


def _refuse(said: str) -> NoReturn:
    raise click.ClickException(said) from None


def _told(address: str, error: object) -> dict[str, str]:
    return {"where": without_passwords(address), "reason": " ".join(str(error).split())}


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found

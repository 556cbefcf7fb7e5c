"""What must be there before a command works: a database that answers and has our tables, a Redis that lets us in."""

import click
import structlog
from flask import current_app
from flask_babel import gettext as _
from limits.storage import RedisStorage
from redis.exceptions import AuthenticationError, RedisError, ResponseError
from sqlalchemy.exc import DBAPIError

from surveys.extensions import db, limiter
from surveys.settings import Settings, without_passwords
from surveys.store import durability, revisions

log = structlog.get_logger("otklik")


def check_database() -> None:
    """End a command, in words, if the database cannot be reached; what makes it lose answers is said in the log."""
    settings: Settings = current_app.extensions["settings"]
    try:
        weakness = durability.weakness(db.engine)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        where = without_passwords(settings.database)
        raise click.ClickException(
            _(
                "The database cannot be reached. DATABASE_URL: %(where)s. It says: %(reason)s",
                where=where,
                reason=reason,
            )
        ) from error
    if weakness:
        log.warning("answers that were thanked for can be lost", setting=weakness)


def check_schema() -> None:
    """End a command, in words, if a newer version of the service has been at the database."""
    revision = revisions.present(db.engine)
    if revision and not revisions.is_known(revision):
        raise click.ClickException(
            _(
                "The database is newer than this version of the service: its schema is %(revision)s. "
                "Start the newer version, or restore a copy from before the upgrade.",
                revision=revision,
            )
        )


def check_redis() -> None:
    """End a start, in words, if Redis does not let us in. One that is away only makes the limits looser."""
    if not isinstance(limiter.storage, RedisStorage):
        return
    settings: Settings = current_app.extensions["settings"]
    where = without_passwords(settings.redis_url)
    try:
        limiter.storage.storage.ping()
    except (AuthenticationError, ResponseError) as error:
        raise click.ClickException(
            _("Redis does not let us in. REDIS_URL: %(where)s. It says: %(reason)s", where=where, reason=str(error))
        ) from error
    except RedisError as error:
        log.error("Redis does not answer; limits are counted in each process", where=where, reason=type(error).__name__)

"""The service with its promise taken back: it does not wait for the disk. So the check of the promise can fail."""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from surveys.web.server import *  # noqa: F403


@event.listens_for(Pool, "checkout")
def _forget(connection: Any, _record: object, _proxy: object) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    connection.cursor().execute("PRAGMA synchronous=OFF" if is_sqlite else "SET synchronous_commit = off")

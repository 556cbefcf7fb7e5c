"""A PostgreSQL that takes what it is told and does not answer: nobody waits for it long, and not everybody at once.

For the system a server that hangs is there, and keepalives are answered. So whoever waits looks at the clock.
"""

from threading import Lock
from time import monotonic
from typing import Any, ClassVar

import psycopg
from psycopg.errors import ConnectionTimeout
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

PAUSE_SECONDS = 2.0
"""How long nobody tries after one has waited in vain."""


class Door:
    """Shut while the server does not answer: then one at a time tries it, and the others are told at once."""

    def __init__(self) -> None:
        self._trying = Lock()
        self._next_try: float | None = None

    @property
    def is_shut(self) -> bool:
        """Whether the server was found not to answer, and not to answer again."""
        return self._next_try is not None

    def shut(self) -> None:
        """The server does not answer."""
        self._next_try = monotonic() + PAUSE_SECONDS

    def connect(self, _dialect: object, _record: object, arguments: list[Any], parameters: dict[str, Any]) -> "Watched":
        """A connection, if this is not the moment to leave the server alone."""
        if self._next_try is None:
            return self._try(arguments, parameters)
        if monotonic() < self._next_try or not self._trying.acquire(blocking=False):
            raise psycopg.OperationalError("the server did not answer a moment ago")
        try:
            return self._try(arguments, parameters)
        finally:
            self._trying.release()

    def _try(self, arguments: list[Any], parameters: dict[str, Any]) -> "Watched":
        try:
            connection = Watched.connect(*arguments, **parameters)
        except ConnectionTimeout:
            self.shut()
            raise
        connection.door = self
        self._next_try = None
        return connection

    def checkout(self, connection: "Watched", _record: object, _proxy: object) -> None:
        """Take no old connection to a server that does not answer; give each its usual patience."""
        if self.is_shut:
            raise DisconnectionError
        connection.patience = Watched.usual


class Watched(psycopg.Connection[Any]):
    """A connection that is given up when a statement has no answer after `patience` seconds; None waits for ever.

    It cannot be used any more then: what it was in the middle of is not known.
    """

    usual: ClassVar[float | None] = None
    patience: float | None = None
    door: Door

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg's, but for the patience."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        until = monotonic() + self.patience
        try:
            return super().wait(gen, interval, self.patience)
        except psycopg.OperationalError as error:
            if monotonic() < until or self.closed:
                raise
            self.close()
            self.door.shut()
            raise psycopg.OperationalError("the server does not answer") from error


def watch(engine: Engine) -> None:
    """Let every connection of an engine be watched."""
    door = Door()
    event.listen(engine, "do_connect", door.connect)
    event.listen(engine, "checkout", door.checkout)

"""Where limits are counted: inside this process, or in Redis by all processes and hosts together.

While Redis is away, each process counts by itself: limits are looser then, and nobody waits or is sent away for it.
"""

from collections.abc import Iterable
from itertools import chain
from threading import Lock, Thread, Timer
from time import sleep, time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app
from limits.storage import MemoryStorage, RedisStorage

from surveys.extensions import limiter
from surveys.settings import Settings, SettingsError

ANSWER_SECONDS = 0.5
"""How long Redis may take; it answers in less than a thousandth of a second, or it hangs."""

PAUSE_SECONDS = 2.0
"""How often a Redis that is away is asked whether it is there again, by a thread that does nothing else."""

SCRIPT = """
local told = {}
for place, name in ipairs(KEYS) do
    local more, window = tonumber(ARGV[2 * place - 1]), ARGV[2 * place]
    local number = tonumber(redis.call('GET', name) or 0)
    if more > 0 or (more < 0 and number > 0) then
        number = redis.call('INCRBY', name, more)
    end
    local left = redis.call('PTTL', name)
    if left == -1 then
        redis.call('PEXPIRE', name, window)
        left = window
    end
    table.insert(told, number)
    table.insert(told, left)
end
return told
"""
"""Counts under several names on one way to Redis and back, with nobody in between; a window begins with its first."""

log = structlog.get_logger("otklik")


class Limit(NamedTuple):
    """At most so many in so many seconds, counted under a name."""

    name: str
    most: int
    seconds: int


class Count(NamedTuple):
    """How many there are, and how long they still count."""

    number: int
    seconds_left: float


Asked = list[tuple[Limit, int]]
"""How many more are counted under each; 0 only looks."""

PROBE = Limit("probe", 1, 1)


def configuration(settings: Settings) -> dict[str, object]:
    """What Flask-Limiter is told. Raises SettingsError if the address of Redis says what nobody understands."""
    told: dict[str, object] = {"RATELIMIT_STORAGE_URI": "memory://", "RATELIMIT_STRATEGY": "fixed-window"}
    if settings.redis_url:
        from redis.backoff import NoBackoff  # takes time and memory, which one process spares
        from redis.retry import Retry

        if not _is_understood(settings.redis_url):
            raise SettingsError(
                "REDIS_URL: there is something in it that is neither a number of a database nor an option"
            )
        told["RATELIMIT_STORAGE_URI"] = settings.redis_url.replace("unix://", "redis+unix://", 1)
        told["RATELIMIT_STORAGE_OPTIONS"] = {
            "socket_timeout": ANSWER_SECONDS,
            "socket_connect_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 0),  # a count that was sent twice would count twice
            "key_prefix": "otklik",
        }
    return told


def _is_understood(address: str) -> bool:
    from redis import ConnectionPool

    try:
        pool = ConnectionPool.from_url(address)
        pool.make_connection()  # connects to nothing yet
    except (TypeError, ValueError):
        return False
    return bool(pool.connection_kwargs.keys() & {"db", "path"}) or urlsplit(address).path in ("", "/")


class Counters:
    """The counters of an application."""

    def __init__(self, app: Flask) -> None:
        limiter.init_app(app)
        used = limiter.storage
        self._shared = Shared(used) if isinstance(used, RedisStorage) else None
        self._own = Own(used if isinstance(used, MemoryStorage) else MemoryStorage())
        self._is_away = False
        self._changing = Lock()

    @property
    def are_shared(self) -> bool | None:
        """Whether all processes and hosts count together; None if they are not meant to."""
        return None if self._shared is None else not self._is_away

    def count(self, asked: Asked) -> list[Count]:
        """Count, and tell what there is then. What was counted here while Redis was away goes on to count."""
        if self._shared is None or self._is_away:
            return self._own.count(asked)
        try:
            counts = self._shared.count(asked)
        except self._shared.errors as error:
            self._lose(type(error).__name__)
            return self._own.count(asked)
        if not self._own.has_some:
            return counts
        here = self._own.count([(limit, 0) for limit, _ in asked])
        return [
            Count(a.number + b.number, max(a.seconds_left, b.seconds_left)) for a, b in zip(counts, here, strict=True)
        ]

    def check(self) -> bool | None:
        """Ask Redis now, unless it is known to be away; as `are_shared`."""
        if self._shared is not None:
            self.count([(PROBE, 1)])
        return self.are_shared

    def sweep(self) -> None:
        """Drop the counters in memory that have run out."""
        self._own.sweep()

    def _lose(self, reason: str) -> None:
        with self._changing:
            if self._is_away:
                return
            self._is_away = True
        log.error("limits are counted in this process only: Redis is away", reason=reason)
        Thread(target=self._wait_for_it, name="waits for Redis", daemon=True).start()

    def _wait_for_it(self) -> None:
        assert self._shared is not None
        while not self._shared.counts():
            sleep(PAUSE_SECONDS)
        self._is_away = False
        log.warning("limits are counted in Redis again")


class Shared:
    """Counters in Redis."""

    def __init__(self, storage: RedisStorage) -> None:
        self._name = storage.prefixed_key
        self._script: Any = storage.get_connection().register_script(SCRIPT.encode())
        self.errors: tuple[type[Exception], ...] = (storage.base_exceptions, OSError, UnicodeError)  # type: ignore[assignment]

    def count(self, asked: Asked) -> list[Count]:
        """Count, and tell what there is then."""
        names = [self._name(limit.name) for limit, _ in asked]
        told = self._script(names, [*chain.from_iterable((more, limit.seconds * 1000) for limit, more in asked)])
        return [Count(number, max(0, int(left)) / 1000) for number, left in zip(told[::2], told[1::2], strict=True)]

    def counts(self) -> bool:
        """Whether Redis really counts now."""
        try:
            self.count([(PROBE, 1)])
        except self.errors:
            return False
        return True


class Own:
    """Counters in the memory of this process."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage
        self._counting = Lock()
        storage.timer = _Swept()

    @property
    def has_some(self) -> bool:
        """Whether there are any."""
        return bool(self._storage.expirations)

    def count(self, asked: Iterable[tuple[Limit, int]]) -> list[Count]:
        """Count, and tell what there is then."""
        with self._counting:
            return [self._one(limit, more) for limit, more in asked]

    def _one(self, limit: Limit, more: int) -> Count:
        number = self._storage.get(limit.name)
        if more > 0 or (more < 0 and number > 0):
            number = self._storage.incr(limit.name, limit.seconds, more)
        return Count(number, max(0, self._storage.get_expiry(limit.name) - time()))

    def sweep(self) -> None:
        """Drop those that have run out."""
        for name in list(self._storage.expirations):
            with self._counting:
                self._storage.get(name)


class _Swept(Timer):
    """Stands for the timer by which the counters would have themselves swept a moment after each hit.

    Left to themselves, they start a thread for it many times a second.
    """

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        """No other need be started."""
        return True


def counters() -> Counters:
    """Those of the application that is answering."""
    found: Counters = current_app.extensions["counters"]
    return found

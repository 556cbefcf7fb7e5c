"""Limits that step up: free, then proof of work, then refusal. Who is counted is known to nobody after two days."""

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer

from flask import current_app, request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage

from surveys.extensions import db, limiter
from surveys.settings import Settings
from surveys.store import keys

EVERYBODY = "everybody"


def client_address() -> str:
    """The address of whoever asks, as limits count it: an IPv6 network of 64 bits counts as one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)


def key(*parts: str) -> str:
    """A counter's name that tells nothing: a keyed hash of `parts` under a key that is destroyed in 48 hours.

    Raises Unavailable if today's key is needed for the first time and cannot be stored.
    """
    now = datetime.now(UTC)
    secret = keys.key(db.engine, keys.LIMITS, now, now)
    assert secret is not None
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def exceeded(rates: str, *names: str) -> int:
    """Count one more under `names`; how many seconds to wait if that is one too many, else 0."""
    strategy = limiter.limiter
    over = [item for item in _items(rates) if not strategy.hit(item, *names)]
    return max((_seconds_left(item, names) for item in over), default=0)


def reached(rates: str, *names: str) -> bool:
    """Whether one more under `names` would be too many; counts nothing."""
    return not all(limiter.limiter.test(item, *names) for item in _items(rates))


@lru_cache(maxsize=64)
def _items(rates: str) -> list[RateLimitItem]:
    return parse_many(rates)


class _Swept(Timer):
    """Stands for the timer by which the counters in memory would have themselves swept a moment after each hit."""

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        """No other need be started."""
        return True


def sweep() -> None:
    """Drop the counters in memory that have run out; from the first time on, nothing but this does it.

    Left to themselves, they start a thread for it many times a second.
    """
    counters = limiter.storage
    if isinstance(counters, MemoryStorage):
        counters.timer = _Swept()
        for name in list(counters.expirations):
            counters.get(name)


def _seconds_left(item: RateLimitItem, names: tuple[str, ...]) -> int:
    reset = limiter.limiter.get_window_stats(item, *names).reset_time
    return max(1, round(reset - datetime.now(UTC).timestamp()))


class SubmitLimits:
    """The limits of one submit: for the shared tablet it comes from, or for the organization and the address."""

    def __init__(self, organization: str, device: int | None = None) -> None:
        self.settings: Settings = current_app.extensions["settings"]
        self.soft, self.hard = self.settings.rate_soft, self.settings.rate_hard
        if device is None:
            self.who = key("submit", client_address(), organization)
        else:
            self.who = key("kiosk", str(device))
            self.soft, self.hard = self.settings.rate_kiosk_soft, self.settings.rate_kiosk_hard

    def refused_for(self) -> int:
        """Count this submit; the seconds to wait past the hard limit, else 0."""
        return exceeded(self.hard, "hard", self.who)

    def want_proof(self) -> bool:
        """Whether the soft limit or the global ceiling is reached by what was stored before."""
        return reached(self.soft, "soft", self.who) or reached(self.settings.rate_global, EVERYBODY)

    def count_stored(self) -> None:
        """Count a response that was stored."""
        exceeded(self.soft, "soft", self.who)
        exceeded(self.settings.rate_global, EVERYBODY)

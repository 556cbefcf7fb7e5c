"""Limits that step up: free, then proof of work, then refusal. Who is counted is known to nobody after two days."""

import hmac
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import current_app, request
from limits import RateLimitItem, parse_many

from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import keys
from surveys.web.counters import Count, Limit, counters
from surveys.web.metrics import metrics


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
    return hmac.digest(secret, "\0".join(parts).encode(), "sha256").hex()[:32]


def exceeded(rates: str, *names: str) -> int:
    """Count one more under `names`; how many seconds to wait if that is one too many, else 0."""
    limits = _limits(rates, names)
    return _wait(limits, counters().count([(limit, 1) for limit in limits]))


def take_back(rates: str, *names: str) -> None:
    """Count one less under `names`."""
    counters().count([(limit, -1) for limit in _limits(rates, names)])


def _limits(rates: str, names: tuple[str, ...]) -> list[Limit]:
    return [Limit(item.key_for(*names), item.amount, item.get_expiry()) for item in _items(rates)]


@lru_cache(maxsize=64)
def _items(rates: str) -> list[RateLimitItem]:
    return parse_many(rates)


def _wait(limits: list[Limit], counts: list[Count]) -> int:
    """How many seconds to wait until none of the counts is one too many."""
    over = [count.seconds_left for limit, count in zip(limits, counts, strict=True) if count.number > limit.most]
    return max(1, ceil(max(over))) if over else 0


class SubmitLimits:
    """The limits of one submit: for the shared tablet it comes from, or for the organization and the address."""

    def __init__(self, organization: str, device: int | None = None) -> None:
        settings: Settings = current_app.extensions["settings"]
        if device is None:
            who, soft, hard = key("submit", client_address(), organization), settings.rate_soft, settings.rate_hard
        else:
            who, soft, hard = key("kiosk", str(device)), settings.rate_kiosk_soft, settings.rate_kiosk_hard
        self._hard = _limits(hard, ("hard", who))
        self._soft = _limits(soft, ("soft", who))
        self._stored = self._soft + _limits(settings.rate_global, (key("everybody"),))
        self._reached = ""

    def refused_for(self) -> int:
        """Count this submit; the seconds to wait past the hard limit, else 0. Looks at the others on the same way."""
        counts = counters().count([(limit, 1) for limit in self._hard] + [(limit, 0) for limit in self._stored])
        hard, stored = counts[: len(self._hard)], counts[len(self._hard) :]
        reached = [count.number >= limit.most for limit, count in zip(self._stored, stored, strict=True)]
        self._reached = "soft" if any(reached[: len(self._soft)]) else "global" if any(reached) else ""
        if seconds := _wait(self._hard, hard):
            metrics().limits.labels("hard").inc()
        return seconds

    def want_proof(self) -> bool:
        """Whether the soft limit or the global ceiling is reached by what was stored before."""
        if self._reached:
            metrics().limits.labels(self._reached).inc()
        return bool(self._reached)

    def count_stored(self) -> None:
        """Count a response that was stored."""
        counters().count([(limit, 1) for limit in self._stored])

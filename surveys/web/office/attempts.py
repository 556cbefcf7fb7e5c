"""How often somebody may try a password or a code: limits by account and by address, failures counted.

The strict limit of an account is for each address, so that nobody can keep its owner out from afar.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import format_time, format_timedelta
from flask_babel import gettext as _

from surveys.settings import Settings
from surveys.store.accounts import same_spelling
from surveys.web import limits
from surveys.web.metrics import metrics

PASSWORD = "password"  # noqa: S105
CODE = "code"


class Attempts:
    """Attempts of one kind on one account from one address. Both are counted under keyed hashes only."""

    def __init__(self, kind: str, email: str) -> None:
        settings: Settings = current_app.extensions["settings"]
        address, account = limits.client_address(), same_spelling(email)
        self._counters = (
            (settings.rate_login_address, limits.key("login", kind, "address", address)),
            (settings.rate_login_account, limits.key("login", kind, "account", account, address)),
            (settings.rate_login_everywhere, limits.key("login", kind, "account", account)),
        )

    def refused_for(self) -> int:
        """Count an attempt before it is tried, so that many at once do not slip through; seconds to wait, or 0."""
        for rates, name in self._counters:
            if seconds := limits.exceeded(rates, "login", name):
                metrics().limits.labels("login").inc()
                return seconds
        return 0

    def take_back(self) -> None:
        """Uncount the attempt: it succeeded."""
        for rates, name in self._counters:
            limits.take_back(rates, "login", name)


def wait_message(seconds: int) -> str:
    """When to try again, in words."""
    settings: Settings = current_app.extensions["settings"]
    minutes = timedelta(minutes=-(-seconds // 60))
    moment = datetime.now(settings.zone) + timedelta(seconds=seconds)
    message: str = _(
        "There were too many attempts. Try again %(in_minutes)s, at %(time)s.",
        in_minutes=format_timedelta(minutes, granularity="minute", threshold=60, add_direction=True),
        time=format_time(moment, "short", rebase=False),
    )
    return message


def too_many(page: str, seconds: int) -> tuple[str, int, dict[str, Any]]:
    """A page that says so, as an answer."""
    return page, 429, {"Retry-After": str(seconds)}

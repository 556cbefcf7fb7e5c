"""What the service counts of itself, for Prometheus: by route and status, never by organization or person."""

from collections.abc import Iterable
from itertools import product
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, request

from surveys.store.responses import Outcome
from surveys.web.metrics import folder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CHANNELS = ("link", "qr", "embed", "kiosk")
OUTCOMES = (*(outcome.value for outcome in Outcome), "unavailable")
LIMITS = ("soft", "global", "hard", "login")
STEPS = ("asked", "computed", "waited")

METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
"""What a visitor can make up is not counted by its name: the counts would never end."""

STATIC = "/static/<path:filename>"
ROUTE = "otklik.route"
"""Where in a request's environment its route stands; what answers before Flask says it by itself."""


class Metrics:
    """The counts of an application. Those of a server's processes are added up by whichever is asked."""

    def __init__(self) -> None:
        folder.stay_out_unless_joined()
        # not before: what is imported looks at the environment, which is the process's own only now
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

        disable_created_metrics()
        self.registry = own = CollectorRegistry()
        told = "Requests that were answered."
        self.requests = Counter("otklik_requests", told, ("method", "route", "status"), registry=own)
        told = "How long whoever sent a filled questionnaire waited for the answer."
        self.submit_seconds = Histogram("otklik_submit_seconds", told, buckets=SECONDS, registry=own)
        told = "What became of filled questionnaires that nothing stood in the way of."
        self.responses = Counter("otklik_responses", told, ("channel", "outcome"), registry=own)
        told = "How often somebody was past a limit: soft and global ask for a proof of work, hard and login refuse."
        self.limits = Counter("otklik_limits_hit", told, ("limit",), registry=own)
        told = "Proofs of work: how often one was asked for, computed, or waited for instead."
        self.proofs = Counter("otklik_proofs", told, ("step",), registry=own)
        told = "How often the database did not do its work and somebody was told so."
        self.database_errors = Counter("otklik_database_errors", told, registry=own)
        told = "When a process began."
        self.began = Gauge("otklik_process_start_time_seconds", told, multiprocess_mode="liveall", registry=own)
        self.began.set_to_current_time()
        self._begin_at_nothing()

    def _begin_at_nothing(self) -> None:
        """Tell 0 of what has not happened yet, so that its first time is seen as one."""
        for channel, outcome in product(CHANNELS, OUTCOMES):
            self.responses.labels(channel, outcome)
        for limit in LIMITS:
            self.limits.labels(limit)
        for step in STEPS:
            self.proofs.labels(step)


def metrics() -> Metrics:
    """Those of the application that is answering."""
    found: Metrics = current_app.extensions["metrics"]
    return found


def set_up(app: Flask) -> None:
    """Begin to count, and let each request say its route."""
    app.extensions["metrics"] = Metrics()

    @app.after_request
    def known(response: Response) -> Response:
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "unknown"
        return response


class Counted:
    """Stands before everything that answers, and counts the answers."""

    def __init__(self, app: Flask, application: "WSGIApplication") -> None:
        self.application = application
        self._requests = app.extensions["metrics"].requests
        self._known: dict[tuple[str, str, str], Any] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            method = environ["REQUEST_METHOD"]
            which = method if method in METHODS else "other", environ.get(ROUTE) or _unrouted(environ), status[:3]
            counter = self._known.get(which)
            if counter is None:
                counter = self._known[which] = self._requests.labels(*which)
            counter.inc()
            return start_response(status, headers, *error)

        return self.application(environ, start)


def _unrouted(environ: "WSGIEnvironment") -> str:
    return STATIC if environ["PATH_INFO"].startswith("/static/") else "unknown"

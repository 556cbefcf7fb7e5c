"""What the service counts about itself, for Prometheus: by route and status, never by organization or person.

Each process writes its counts into a folder that `flask serve` names in the environment; whichever is asked adds up.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as told
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from surveys.extensions import db
from surveys.settings import Settings
from surveys.store import jobs
from surveys.store.database import Unavailable
from surveys.web.counters import counters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "otklik.route"
"""Where in a request's environment its route stands; what answers before Flask says it by itself."""

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("otklik_requests", "Requests that were answered.", ("method", "route", "status"))
SUBMIT_SECONDS = Histogram(
    "otklik_submit_seconds", "How long a filled questionnaire waited for its answer.", buckets=SECONDS
)
RESPONSES = Counter("otklik_responses", "What became of filled questionnaires.", ("channel", "outcome"))
LIMITS = Counter("otklik_limits_hit", "How often somebody was sent away for a while.", ("limit",))
PROOFS = Counter("otklik_proofs", "Proofs of work: asked, computed, or waited for instead.", ("step",))
DATABASE_ERRORS = Counter("otklik_database_errors", "How often the database did not do its work.")
MEMORY = Gauge("otklik_resident_bytes", "Resident memory of a process.", multiprocess_mode="liveall")

pages = Blueprint("metrics", __name__)


def set_up(app: Flask) -> None:
    """Serve the metrics, and let each request say its route."""
    app.register_blueprint(pages)

    @app.after_request
    def known(response: Response) -> Response:
        request.environ[ROUTE] = request.url_rule.rule if request.url_rule else "unknown"
        return response


class Counted:
    """Stands before everything that answers, and counts."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self._known: dict[tuple[str, str, str], Any] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            route = environ.get(ROUTE) or ("/static/" if environ["PATH_INFO"].startswith("/static/") else "unknown")
            method = environ["REQUEST_METHOD"]
            which = (method if method in METHODS else "other", route, status[:3])
            counter = self._known.get(which) or self._known.setdefault(which, REQUESTS.labels(*which))
            counter.inc()
            return start_response(status, headers, *error)

        return self.application(environ, start)


@pages.get("/metrics")
def page() -> Response:
    """All counts, for whoever shows the token, or asks from this machine and not through a web server."""
    if not _may_read():
        abort(403)
    note_memory()
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    present = CollectorRegistry()
    present.register(Present())
    body = told(registry) + told(present)
    return Response(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read() -> bool:
    settings: Settings = current_app.extensions["settings"]
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token and hmac.compare_digest(shown.encode(), settings.metrics_token.encode()):
        return True
    return request.remote_addr in LOOPBACK and not any(name in request.environ for name in FORWARDED)


def note_memory() -> None:
    """Remember how much memory this process has."""
    pages_of_it = int(Path("/proc/self/statm").read_text().split()[1])
    MEMORY.set(pages_of_it * os.sysconf("SC_PAGE_SIZE"))


class Present:
    """What is so at the moment at which one asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Whether limits are shared; whether the database answers; how much long work there is, by its state."""
        shared = counters().are_shared
        if shared is not None:
            yield _gauge("otklik_limits_shared", "1 if limits are counted in Redis, 0 if it is away.", float(shared))
        try:
            states = jobs.by_state(db.session)
        except Unavailable:
            yield _gauge("otklik_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("otklik_database_up", "Whether the database answers.", 1)
        queue = GaugeMetricFamily("otklik_jobs", "Long work of the office, by its state.", labels=["state"])
        for state in jobs.STATES:
            queue.add_metric([state], states.get(state, 0))
        yield queue


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)

"""What is told to Prometheus: what was counted, and how things are at this moment."""

import hmac
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _

from surveys.extensions import db
from surveys.settings import ROOT, Settings
from surveys.store import jobs
from surveys.store.database import Unavailable
from surveys.web.counters import counters
from surveys.web.metrics import folder, metrics

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_", "HTTP_X_REAL_IP")
"""Beginnings of what a web server adds that passes a request on."""

NOT_KEPT = {"Cache-Control": "no-store"}
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
def page() -> Response:
    """Everything, for whoever shows the token, or asks from this machine and not through a web server."""
    if not (_shows_token() or _is_at_this_machine()):
        refusal = _("The metrics are for whoever asks from this machine, or shows METRICS_TOKEN.")
        return Response(f"{refusal}\n", 403, NOT_KEPT, content_type="text/plain; charset=utf-8")
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

    present: Any = SimpleNamespace(collect=_present)
    body = generate_latest(_counted()) + generate_latest(present)
    return Response(body, headers=NOT_KEPT, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _shows_token() -> bool:
    settings: Settings = current_app.extensions["settings"]
    shown = request.authorization
    if not settings.metrics_token or shown is None or shown.type != "bearer":
        return False
    return hmac.compare_digest((shown.token or "").encode(), settings.metrics_token.encode())


def _is_at_this_machine() -> bool:
    if any(name.startswith(FORWARDED) for name in request.environ):
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _counted() -> Any:
    """What this process has counted, or all processes of its server together."""
    if folder.VARIABLE not in os.environ:
        return metrics().registry
    from prometheus_client.multiprocess import MultiProcessCollector

    return MultiProcessCollector(None)


def _present() -> Iterator[Any]:
    """What is asked now."""
    yield _family("otklik_build_info", "The version that runs.", {_version(): 1}, "version")
    yield from _processes()
    shared = counters().check() is not False
    yield _family("otklik_limits_shared", "0 while Redis is away and each process counts limits alone.", {"": shared})
    try:
        queue = jobs.queue(db.engine, datetime.now(UTC))
    except Unavailable:
        queue = None
    yield _family("otklik_database_up", "Whether the database answers.", {"": queue is not None})
    if queue is not None:
        yield _family("otklik_jobs", "Long work of the office, by its state.", queue.sizes, "state")
        told = "How long the oldest work that is not finished has been asked for."
        yield _family("otklik_oldest_job_seconds", told, {"": queue.oldest_seconds})


def _processes() -> Iterator[Any]:
    resident, used = {}, {}
    for pid in folder.processes():
        with suppress(OSError):  # it has just ended
            own = Path(f"/proc/{pid}")
            resident[str(pid)] = int((own / "statm").read_text().split()[1]) * PAGE_SIZE
            user, system = (own / "stat").read_text().rpartition(")")[2].split()[11:13]
            used[str(pid)] = (int(user) + int(system)) / TICKS
    yield _family("otklik_process_resident_bytes", "Memory of a process that answers.", resident, "pid")
    yield _family("otklik_process_cpu_seconds", "Its time of the processor.", used, "pid", kind="counter")


def _family(name: str, told: str, values: Mapping[str, float], label: str = "", kind: str = "gauge") -> Any:
    """A metric as the library takes it; `label` is what tells its values apart, where there are several."""
    from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

    made = {"gauge": GaugeMetricFamily, "counter": CounterMetricFamily}[kind](
        name, told, labels=[label] if label else []
    )
    for said, value in values.items():
        made.add_metric([said] if label else [], float(value))
    return made


@cache
def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])

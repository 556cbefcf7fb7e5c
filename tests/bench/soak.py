"""Half of what the service can bear, for a quarter of an hour: no error, and nobody waits much longer than most."""

import os
from collections import defaultdict
from statistics import quantiles

from tests.bench import stage
from tests.bench.client import Report
from tests.bench.comparison import load
from tests.bench.disk import Meter
from tests.bench.place import Place
from tests.bench.verdicts import judged

SECONDS = int(os.environ.get("SOAK_SECONDS", "900"))
PIECE_SECONDS = 30
TRIAL, GETS_FOR_A_POST = 1500, 3
TARGET = 5.0
KINDS = {"200": "GET", "303": "POST"}


def measure(place: Place) -> None:
    """Measure, print, judge."""
    with stage.set_up(place) as played:
        trial = _mixed(played, TRIAL)
        capacity = load(played.ours, trial).rate
        rate = capacity / 2
        print(f"Capacity, GET and POST mixed{'':9}{capacity:8.0f} per second; {SECONDS} s at {rate:.0f}", flush=True)
        reports, disk = [], Meter(place.instance)
        for _ in range(SECONDS // PIECE_SECONDS):
            requests = _mixed(played, int(rate * PIECE_SECONDS))
            with disk:
                reports.append(load(played.ours, requests, at_once=64, rate=rate))
        _judge(reports)
        disk.tell()
        print("  " + place.flask("verify").strip())


def _mixed(played: stage.Stage, number: int) -> list[str]:
    forms = stage.filled(played, number // (GETS_FOR_A_POST + 1))
    page = stage.get(f"/a/{played.codes[0]}")
    return [request for form in forms for request in (form, *[page] * GETS_FOR_A_POST)]


def _judge(reports: list[Report]) -> None:
    """Each kind of request by itself: among many quick ones that show a page, each one that stores looks late."""
    pieces = [_by_kind(report) for report in reports]
    refused = sum(len(piece["refused"]) for piece in pieces)
    print(f"  errors{'':30}{refused:8}  {judged('errors of the soak', not refused, 'none')}", flush=True)
    for kind in KINDS.values():
        waits = [wait for piece in pieces for wait in piece[kind]]
        marks = _marks(waits)
        steady = sum(_is_steady(_marks(piece[kind])) for piece in pieces)
        verdict = judged(f"the p99 of {kind} in the soak", _is_steady(marks), f"at most {TARGET:g} × p50")
        print(f"{kind}, {len(waits):,} of them: p50, p99, ms{'':5}{marks[49]:8.1f}{marks[98]:8.1f}  {verdict}")
        print(f"  pieces of {PIECE_SECONDS} s that hold it, of {len(pieces)}{'':7}{steady:8}", flush=True)


def _by_kind(report: Report) -> dict[str, list[float]]:
    waits: dict[str, list[float]] = defaultdict(list)
    for status, wait in zip(report.statuses, report.waits, strict=True):
        waits[KINDS.get(status, "refused")].append(wait)
    return waits


def _marks(waits: list[float]) -> list[float]:
    return quantiles(waits, n=100)


def _is_steady(marks: list[float]) -> bool:
    return marks[98] <= TARGET * marks[49]

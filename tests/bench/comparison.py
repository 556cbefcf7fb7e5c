"""Two servers side by side: blocks of requests in turn, so that a noisy minute of the machine meets both."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from tests.bench.client import Report
from tests.bench.servers import ROOT, Served

AT_ONCE = 8


@dataclass
class Side:
    """What was measured of one server, block by block."""

    reports: list[Report] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests per second in the middle block."""
        return median(report.rate for report in self.reports)

    @property
    def p99(self) -> float:
        """Milliseconds that 99 of 100 requests stay under, in the middle block."""
        return median(p99(report) for report in self.reports)

    @property
    def busy(self) -> tuple[float, float]:
        """How much of one core the server and the client used."""
        server = median(used / report.seconds for used, report in zip(self.server_cpu, self.reports, strict=True))
        return server, median(report.cpu_seconds / report.seconds for report in self.reports)

    def took(self, server: Served, requests: Sequence[str], times: int) -> None:
        """Measure one block."""
        before = server.cpu_seconds()
        self.reports.append(load(server, requests, times=times))
        self.server_cpu.append(server.cpu_seconds() - before)


@dataclass
class Comparison:
    """Ours and the floor, in as many blocks each."""

    ours: Side
    floor: Side

    def ratios(self, of: Callable[[Report], float]) -> list[float]:
        """Ours as a part of the floor, block by block, smallest first."""
        pairs = zip(self.ours.reports, self.floor.reports, strict=True)
        return sorted(of(ours) / of(floor) for ours, floor in pairs)


def p99(report: Report) -> float:
    """Milliseconds that 99 of 100 requests of a block stay under."""
    return quantiles(report.waits, n=100)[98]


def load(
    server: Served,
    requests: Sequence[str],
    *,
    times: int = 1,
    at_once: int = AT_ONCE,
    rate: float = 0.0,
    keep: bool = False,
) -> Report:
    """Send requests from a process of their own."""
    how = {"times": times, "at_once": at_once, "rate": rate, "keep": keep}
    job = {"port": server.port, "requests": list(requests), **how}
    client = [sys.executable, "-m", "tests.bench.client"]
    done = subprocess.run(client, cwd=ROOT, input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True)
    return Report(**json.loads(done.stdout))


def compare(
    ours: Served, floor: Served, blocks: Sequence[tuple[Sequence[str], Sequence[str]]], status: str, times: int = 1
) -> Comparison:
    """Send each block's requests to both, the first one in turn. Every answer must have `status`."""
    sides = (Side(), Side())
    for number, requests in enumerate(blocks):
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            sides[place].took((ours, floor)[place], requests[place], times)
            report = sides[place].reports[-1]
            found = Counter(report.statuses)
            if found != {status: len(requests[place]) * times}:
                who = ("the service", "the floor")[place]
                raise SystemExit(f"{who} answered {dict(found)}, expected only {status}")
    return Comparison(*sides)

"""Results of five thousand organizations with two million responses beside the same with a hundred thousand.

Counting a round and showing its rating must cost the same however many responses are behind them.
"""

import csv
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import stage
from tests.bench.comparison import compare, load
from tests.bench.office import tell_waits
from tests.bench.servers import Served, start
from tests.bench.verdicts import judged, spread

ORGANIZATIONS = 5_000
FEW, MANY = 133_340, 2_666_700
"""Three of four responses of an invented region are of its open round: here a hundred thousand and two million."""

TARGET, PAGE_MS, PAGE_BYTES = 1.3, 150, 60_000
ROUNDS, BLOCKS, GETS = 5, 5, 60


@dataclass
class Region:
    """A running service with an invented region: its open round, and the one whose results are approved."""

    instance: Path
    server: Served
    open: str
    approved: str
    code: str


def measure() -> None:
    """Measure, print, judge."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder, ExitStack() as running:
        few = running.enter_context(_region(Path(folder) / "few", FEW))
        many = running.enter_context(_region(Path(folder) / "many", MANY))
        _calculation(many, few)
        _pages(many, few)
        _wire(many)


@contextmanager
def _region(instance: Path, responses: int) -> Iterator[Region]:
    stage.flask(instance, "db", "upgrade")
    numbers = ("--organizations", str(ORGANIZATIONS), "--responses", str(responses), "--seed", "1")
    began = time.perf_counter()
    stage.flask(instance, "demo", *numbers)
    print(
        f"flask demo: {ORGANIZATIONS:,} organizations, {responses:,} responses, inspected, approved in "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )
    rounds = {
        state: id_ for id_, state, _ in (line.split("\t") for line in stage.flask(instance, "assessments").splitlines())
    }
    code = _most_answered(instance, rounds["closed"])
    server = start(["flask", "serve"], instance / "server.log", INSTANCE_PATH=str(instance), WEB_THREADS="8")
    try:
        yield Region(instance, server, rounds["open"], rounds["closed"], code)
    finally:
        server.end()


def _most_answered(instance: Path, round_id: str) -> str:
    """The organization with the most responses: all of its figures are told, also where few responses came in."""
    output = instance / "approved.csv"
    stage.flask(instance, "export", "indicators", "--assessment", round_id, "--output", str(output))
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return max(rows, key=lambda row: int(row["responses"]))["organization_code"]


def _calculation(many: Region, few: Region) -> None:
    """The whole of a round counted and written, in turn; less what a command costs that counts nothing."""
    pairs = [(_counted(many), _counted(few)) for _ in range(ROUNDS)]
    ratios = sorted(much / little for much, little in pairs)
    much, little = (median(column) for column in zip(*pairs, strict=True))
    verdict = judged("the calculation", ratios[len(ratios) // 2] <= TARGET, f"at most {TARGET:g}")
    print(f"{'Counting a round, many : few, s':37}{much:8.2f}{little:8.2f}  {spread(ratios)}  {verdict}", flush=True)


def _counted(region: Region) -> float:
    began = time.perf_counter()
    stage.flask(region.instance, "assessments")
    idle = time.perf_counter() - began
    began = time.perf_counter()
    output = str(region.instance / "indicators.csv")
    stage.flask(region.instance, "export", "indicators", "--now", "--assessment", region.open, "--output", output)
    return time.perf_counter() - began - idle


def _pages(many: Region, few: Region) -> None:
    for what, path in _paths(few).items():
        block = ([stage.get(path)], [stage.get(path)])
        stage.body(many.server, stage.get(path))  # the first one reads the decision into memory
        stage.body(few.server, stage.get(path))
        result = compare(many.server, few.server, [block] * BLOCKS, "200", GETS)
        tell_waits(f"{what}, many : few, ms", result, TARGET)
        ours = median(load(many.server, [stage.get(path)], at_once=1, times=GETS).waits)
        print(f"  alone{'':32}{ours:8.1f}{'':31}{judged(what, ours <= PAGE_MS, f'at most {PAGE_MS} ms')}")


def _wire(region: Region) -> None:
    for what, path in _paths(region).items():
        size = len(stage.body(region.server, stage.get(path, "Accept-Encoding: gzip")))
        print(f"{what}, bytes with gzip{'':5}{size:8,}  {judged(what, size <= PAGE_BYTES, f'at most {PAGE_BYTES:,}')}")


def _paths(region: Region) -> dict[str, str]:
    return {
        "Rating": f"/results/{region.approved}",
        "Rating by form, sorted": f"/results/{region.approved}?form=at_home&sort=name",
        "One organization": f"/o/{region.code}",
    }

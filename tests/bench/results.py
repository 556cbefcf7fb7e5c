"""Results of a region with many responses beside the same with few.

Counting a round and showing its rating must cost the same however many responses are behind them.
"""

import time
from statistics import median

from tests.bench import stage
from tests.bench.comparison import compare, load
from tests.bench.region import Region
from tests.bench.verdicts import judged, spread, tell_waits

TARGET, PAGE_MS, PAGE_BYTES = 1.3, 150, 60_000
ROUNDS, BLOCKS, GETS = 5, 5, 60


def measure(many: Region, few: Region) -> None:
    """Measure, print, judge."""
    _calculation(many, few)
    _pages(many, few)
    _wire(many)


def _calculation(many: Region, few: Region) -> None:
    """The whole of a round counted and written, in turn; less what a command costs that counts nothing."""
    pairs = [(_counted(many), _counted(few)) for _ in range(ROUNDS)]
    ratios = sorted(much / little for much, little in pairs)
    much, little = (median(column) for column in zip(*pairs, strict=True))
    verdict = judged("the calculation", ratios[len(ratios) // 2] <= TARGET, f"at most {TARGET:g}")
    print(f"{'Counting a round, many : few, s':37}{much:8.2f}{little:8.2f}  {spread(ratios)}  {verdict}", flush=True)


def _counted(region: Region) -> float:
    began = time.perf_counter()
    region.place.flask("assessments")
    idle = time.perf_counter() - began
    began = time.perf_counter()
    output = str(region.place.instance / "indicators.csv")
    region.place.flask("export", "indicators", "--now", "--assessment", region.open, "--output", output)
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

"""Lines of the benchmark: what was measured, how it spreads, whether the target is met."""

from statistics import median

from tests.bench.comparison import Comparison

missed: list[str] = []
"""What the targets say that was not reached."""


def tell(what: str, result: Comparison, target: float | None) -> None:
    """A line of rates with their ratio, and a line of who was busy."""
    ratios = result.ratios(lambda report: report.rate)
    verdict = judged(what, ratios[len(ratios) // 2] >= target, f"at least {target:g}") if target else ""
    print(f"{what:37}{result.ours.rate:8.0f}{result.floor.rate:8.0f}  {spread(ratios)}  {verdict}", flush=True)
    for who, side in (("ours", result.ours), ("floor", result.floor)):
        server, client = side.busy
        print(f"  {who}: server {server:.0%} of a core, client {client:.0%}")


def spread(ratios: list[float]) -> str:
    """The ratio of the middle block, and those of the lowest and the highest."""
    return f"{ratios[len(ratios) // 2]:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"


def judged(what: str, is_met: bool, target: str) -> str:
    """The target and whether it is met."""
    if not is_met:
        missed.append(f"{what.strip()} should be {target}")
    return f"target: {target}, {'met' if is_met else 'MISSED'}"


def tell_waits(what: str, result: Comparison, target: float) -> None:
    """A line of median waits in milliseconds, with their ratio."""
    slower = result.ratios(lambda report: median(report.waits))
    ours, floor = (median(median(report.waits) for report in side.reports) for side in (result.ours, result.floor))
    tell_ratio(what, ours, floor, slower, target)


def tell_ratio(what: str, ours: float, floor: float, ratios: list[float], target: float) -> None:
    """A line of two figures that may be so many times as large as each other."""
    verdict = judged(what, ratios[len(ratios) // 2] <= target, f"at most {target:g}")
    print(f"{what:37}{ours:8.1f}{floor:8.1f}  {spread(ratios)}  {verdict}", flush=True)

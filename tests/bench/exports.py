"""Responses taken out: beside the database's own dump of the same cells, and how much memory it takes."""

import os
import re
import subprocess
import time
from pathlib import Path
from statistics import median

from tests.bench.place import Place
from tests.bench.region import Region
from tests.bench.servers import BIN, ROOT
from tests.bench.verdicts import judged, tell_ratio

DUMP_TARGETS = {"SQLite": 2.5, "PostgreSQL": 2.0}
TEXT = 16
"""The question that is answered in words."""

MEMORY_TARGET, ABOVE_IDLE_MB = 1.5, 64
DUMP = """
    SELECT r.id, r.assessment_id, o.code, {name}, {municipality}, r.channel, r.day, r.questionnaire, r.status, {cells}
    FROM responses r JOIN organizations o ON o.id = r.organization_id
    WHERE r.assessment_id = {round_id} ORDER BY r.organization_id, r.id
"""
SOME = ("--channel", "kiosk")
"""What leaves about a tenth: a workbook and an SPSS file are asked to take a hundred thousand, not a million."""


def measure(many: Region, few: Region) -> None:
    """Measure, print, judge."""
    _dump(many)
    _files(many, few)


def _query(region: Region) -> str:
    guarded = region.place.guarded
    cells = [f"(answers ->> 'q{number}')" for number in range(1, 19)]
    cells[TEXT - 1] = guarded(cells[TEXT - 1])
    return DUMP.format(
        name=guarded("o.name"), municipality=guarded("o.municipality"), cells=", ".join(cells), round_id=region.open
    )


def _dump(region: Region) -> None:
    """All responses of a round as CSV beside the database's own dump of the same cells."""
    target, own_dump = region.place.instance / "all.csv", region.place.instance / "dump.csv"
    pairs = []
    for _ in range(3):
        ours, _memory = _run(region.place, "csv", region.open, target)
        began = time.perf_counter()
        region.place.dump(_query(region), own_dump)
        pairs.append((ours, time.perf_counter() - began))
    with target.open(encoding="utf-8") as written, own_dump.open(encoding="utf-8") as dumped:
        rows = sum(1 for _ in written) - 1
        verdict = judged("rows of the CSV", rows == sum(1 for _ in dumped), "the same")
    ratios = sorted(ours / own for ours, own in pairs)
    ours, own = (median(column) for column in zip(*pairs, strict=True))
    tell_ratio(f"CSV of {rows:,} : the database's own, s", ours, own, ratios, DUMP_TARGETS[region.place.name])
    print(f"  rows: {verdict}")


def _files(many: Region, few: Region) -> None:
    """Peak memory of an export of many responses beside one of few: it must not follow their number."""
    idle = _peak_of(["assessments"], many.place)[1]
    for file_format in ("csv", "xlsx", "sav"):
        some = () if file_format == "csv" else SOME
        seconds, much = _run(many.place, file_format, many.open, many.place.instance / "out", *some)
        _, little = _run(few.place, file_format, few.open, few.place.instance / "out", *some)
        tell_ratio(f"Memory of {file_format} in {seconds:.0f} s, MB", much, little, [much / little], MEMORY_TARGET)
        if file_format == "csv":
            verdict = judged("memory of the CSV", much - idle <= ABOVE_IDLE_MB, f"at most {ABOVE_IDLE_MB}")
            print(f"  above an idle command, MB{'':12}{much - idle:8.0f}{'':29}{verdict}")


def _run(place: Place, file_format: str, round_id: str, target: Path, *more: str) -> tuple[float, float]:
    """Seconds that an export took, and its peak memory in MB."""
    named = ["--assessment", round_id, "--format", file_format, "--output", str(target)]
    return _peak_of(["export", "responses", *named, *more], place)


def _peak_of(command: list[str], place: Place) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(BIN / "flask"), *command],
        cwd=ROOT,
        env=os.environ | place.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _peak_mb(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(
            f"flask {' '.join(command)} failed:\n{process.stderr.read().decode() if process.stderr else ''}"
        )
    return time.perf_counter() - began, peak


def _peak_mb(pid: int) -> float:
    """The most memory that a process has had so far, in MB; 0 if it has ended."""
    try:
        told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except ProcessLookupError:
        return 0
    return int(told[1]) / 1024 if told else 0

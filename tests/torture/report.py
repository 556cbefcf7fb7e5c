"""The report: a table to read on the terminal, the same as Markdown or JSON in a file."""

import json
from collections import Counter
from pathlib import Path

from tests.torture.outcome import Outcome

COLUMNS = ("scenario", "database", "faults", "thanked", "cut off", "given back")
SHOWN = 5


def line(found: Outcome) -> list[str]:
    """The cells of a scenario."""
    returned = ", ".join(f"{times} × {status}" for status, times in found.returned.items()) or "0"
    first = [found.name, found.database, found.faults, str(len(found.thanked)), str(found.cut), returned]
    return first + [str(number) for number in found.counts.values()]


def tell(found: Outcome) -> None:
    """Say at once what came of a scenario."""
    counts = ", ".join(f"{name} {number}" for name, number in found.counts.items())
    print(f"{found.name}, {found.database}, {found.faults}: {len(found.thanked)} thanked; {counts}")
    for said in found.told:
        print(f"  {said}")
    for said in wrong(found):
        print(f"  ! {said}")
    print(end="", flush=True)


def wrong(found: Outcome) -> list[str]:
    """What was wrong, in words; equal ones once."""
    said = Counter(found.surprises + found.lost)
    lines = [f"{what} ({times} times)" if times > 1 else what for what, times in said.most_common(SHOWN)]
    for name, marks in (("missing", found.missing), ("stored twice", found.doubled)):
        lines += [f"{name}: {', '.join(marks[:SHOWN])}"] if marks else []
    return lines + ([found.tallies] if found.tallies else [])


def table(outcomes: list[Outcome]) -> str:
    """All scenarios as a table of Markdown."""
    heads = [*COLUMNS, *outcomes[0].counts]
    rows = [heads, ["---"] * 3 + ["---:"] * (len(heads) - 3), *map(line, outcomes)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write(path: Path, outcomes: list[Outcome], seed: int) -> None:
    """Write the report; the name's ending says how."""
    if path.suffix == ".json":
        text = json.dumps(
            {"seed": seed, "scenarios": [one.as_json() for one in outcomes]}, ensure_ascii=False, indent=1
        )
    else:
        notes = [f"- {one.name}, {one.database}: {said}" for one in outcomes for said in (*one.told, *wrong(one))]
        text = "\n".join([table(outcomes), "", *notes])
    path.write_text(text + "\n", encoding="utf-8")

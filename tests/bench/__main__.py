"""`make bench`: speed and memory as ratios to something bare beside it, in one run on one machine.

Numbers of requests per second say more about the machine than about us; a ratio to a floor that is measured in
turn with us does not. Ends with an exit status of 1, in words, if a target is missed.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import exports, growth, office, processes, questionnaire, results, soak
from tests.bench.place import Ground, ground
from tests.bench.region import region
from tests.bench.verdicts import missed

TAKEN_OUT = 300, 10_000, 1_333_400
"""Organizations, few and many responses; three of four are of the open round: here a million to take out."""

LOOKED_AT = {"sqlite": (5_000, 100_000, 2_666_700), "postgresql": (20_000, 100_000, 10_000_000)}


def measure_exports(place: Ground) -> None:
    """What is taken out."""
    organizations, few, many = TAKEN_OUT
    with (
        region(place.place("few_out"), organizations, few) as little,
        region(place.place("many_out"), organizations, many) as much,
    ):
        exports.measure(much, little)


def measure_pages(place: Ground) -> None:
    """What is looked at."""
    organizations, few, many = LOOKED_AT["postgresql" if place.postgres else "sqlite"]
    with (
        region(place.place("few"), organizations, few) as little,
        region(place.place("many"), organizations, many) as much,
    ):
        office.measure(much, little)
        results.measure(much, little)
        growth.measure(much)


PARTS: dict[str, Callable[[Ground], None]] = {
    "questionnaire": lambda place: questionnaire.measure(place.place("questionnaire")),
    "processes": lambda place: processes.measure(place.place("processes")),
    "exports": measure_exports,
    "pages": measure_pages,
    "soak": lambda place: soak.measure(place.place("soak")),
}


def main() -> None:
    """Measure, print, judge."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), help="only on this one")
    asked.add_argument("parts", nargs="*", choices=[[], *PARTS], help="only these parts")
    asked.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the regions there for the next run")
    chosen = asked.parse_args()
    for kind in (chosen.database,) if chosen.database else ("sqlite", "postgresql"):
        for part in chosen.parts or PARTS:
            if part == "processes" and kind == "sqlite":
                continue  # several processes count their limits in Redis, and write at once, on PostgreSQL only
            print(f"\n{kind}: {part}", flush=True)
            with _folder(chosen.keep, kind) as folder, ground(kind, folder) as place:
                PARTS[part](place)
    if missed:
        sys.exit("Missed: " + "; ".join(missed) + ".")
    print("Every target is met.")


@contextmanager
def _folder(kept: Path | None, kind: str) -> Iterator[Path]:
    if kept:
        yield kept.absolute() / kind
    else:
        with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder:
            yield Path(folder)


if __name__ == "__main__":
    main()

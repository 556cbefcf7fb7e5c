"""`make torture`: the service under load while things break by force; whether what was thanked for is there, once.

Needs root for a small file system of its own, and some minutes. Ends with an exit status of 1, in words, if any
count is not 0. `--quick` is for trying; `--only` names scenarios; docs/torture.md says how to read the report.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.torture import clocks, disks, kills, neighbours, proxy, report, slow, synced
from tests.torture.disk import keep_mounts_to_ourselves
from tests.torture.outcome import Outcome
from tests.torture.plan import Plan
from tests.torture.service import Stage

SCENARIOS: dict[str, Callable[[Stage, Plan], Outcome]] = {
    "killed-sqlite": kills.service_on_sqlite,
    "killed-postgresql": kills.service_on_postgresql,
    "worker": kills.worker,
    "database": kills.postgresql,
    "database-hung": kills.postgresql_hung,
    "redis-stopped": neighbours.redis_stopped,
    "redis-hung": neighbours.redis_hung,
    "disk-full": disks.full,
    "disk-read-only": disks.read_only,
    "power-sqlite": disks.power_on_sqlite,
    "power-postgresql": disks.power_on_postgresql,
    "clock": clocks.jumping,
    "slow-nginx": slow.behind_nginx,
    "slow-direct": slow.direct,
    "cut-sqlite": proxy.cut_on_sqlite,
    "cut-postgresql": proxy.cut_on_postgresql,
    "synced-sqlite": synced.on_sqlite,
    "synced-postgresql": synced.on_postgresql,
}


def main() -> None:
    """Break things, compare, report."""
    asked = _asked()
    plan = Plan(kills_sqlite=asked.sqlite, kills_postgresql=asked.postgresql, times=asked.times, seed=asked.seed)
    if asked.quick:
        plan.quick()
    keep_mounts_to_ourselves()
    outcomes = []
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory(prefix="otklik-torture-")))
        stage = Stage(folder, open_)
        for name in asked.only.split(",") if asked.only else SCENARIOS:
            began = time.monotonic()
            outcomes.append(_played(name, stage, plan))
            outcomes[-1].told.append(f"took {time.monotonic() - began:.0f} s")
            report.tell(outcomes[-1])
    print(f"\n{report.table(outcomes)}")
    if asked.report:
        report.write(Path(asked.report), outcomes, plan.seed)
    if wrong := [f"{one.name} ({one.database})" for one in outcomes if not one.is_right]:
        sys.exit(f"Not everything is right: {', '.join(wrong)}.")
    print("Nothing that was thanked for is missing, nothing is stored twice, every count is right.")


def _played(name: str, stage: Stage, plan: Plan) -> Outcome:
    """What came of a scenario; one that could not be played to its end is a surprise of its own."""
    try:
        return SCENARIOS[name](stage, plan)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return Outcome(name, "", "", 0, [], 0, {}, [], [], "", [], [f"could not be played to its end: {said}"])


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description="Break things under load and count.")
    usual = Plan()
    asked.add_argument("--sqlite", type=int, default=usual.kills_sqlite, help="kills of the service on SQLite")
    asked.add_argument("--postgresql", type=int, default=usual.kills_postgresql, help="kills of it on PostgreSQL")
    asked.add_argument("--times", type=int, default=usual.times, help="how often other faults are made")
    asked.add_argument("--seed", type=int, default=usual.seed, help="of the moments that are left to chance")
    asked.add_argument("--quick", action="store_true", help="few of each, for trying")
    asked.add_argument("--only", help=f"scenarios, separated by commas: {', '.join(SCENARIOS)}")
    asked.add_argument("--report", help="a file ending in .md or .json to write the report to")
    found = asked.parse_args()
    if unknown := set((found.only or "").split(",")) - {*SCENARIOS, ""}:
        asked.error(f"there is no scenario {', '.join(sorted(unknown))}")
    if os.geteuid() != 0:
        asked.error("root is needed: for file systems of the run's own, and to follow what PostgreSQL does")
    return found


if __name__ == "__main__":
    main()

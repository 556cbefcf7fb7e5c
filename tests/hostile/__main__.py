"""`make fuzz`: thousands of hostile requests to a real server, on both databases, and what they left behind.

Ends with an exit status of 1 if an answer, a row, the log or the memory is not as it should be.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from app import create_app
from surveys import settings
from tests.conftest import close, start_server, stop_server
from tests.databases import KINDS, Databases, environment
from tests.hostile.target import REGION, UNLIMITED, Target
from tests.servers import Postgres

AT_ONCE = 1000
"""How many requests of one seed; each further thousand begins anew, so that it does not vary what came before."""

WARM = 3
"""After how many thousands the server has made everything that it keeps: pages, pictures, what it remembers."""

MOST_GROWTH = 16 * 1024
"""By how many KiB its memory may be larger at the end than then."""


def main() -> None:
    """Assail the service and say what came of it."""
    asked = argparse.ArgumentParser(prog="python -m tests.hostile", description="Send hostile requests.")
    asked.add_argument("--requests", type=int, default=10_000, help="how many, on each database")
    asked.add_argument("--database", choices=KINDS, help="on this one only")
    asked.add_argument("--seed", type=int, default=random.randrange(10**6), help="makes the same requests again")
    given = asked.parse_args()
    print(f"seed {given.seed}")
    for kind in [given.database] if given.database else KINDS:
        with ExitStack() as ends:
            grown = _assailed(kind, given.requests, given.seed, ends)
        if grown > MOST_GROWTH:
            sys.exit(f"The server's memory has grown by {grown / 1024:.1f} MiB.")
    print("No failure, no traceback, no row that was not thanked for, every tally right.")


def _assailed(kind: str, number: int, seed: int, ends: ExitStack) -> int:
    """Send the requests, check and tell; by how many KiB the server has grown since it was warm."""
    target = _target(kind, ends)
    began, sizes = time.monotonic(), [target.memory()]
    for thousand in range(-(-number // AT_ONCE)):
        target.assail(min(AT_ONCE, number - thousand * AT_ONCE), seed + thousand)
        sizes.append(target.memory())
    seconds = time.monotonic() - began
    target.check()
    answers = ", ".join(f"{status or 'none'}: {times}" for status, times in sorted(target.statuses.items()))
    print(f"{kind}: {target.statuses.total()} requests in {seconds:.0f} s, {target.thanked} responses stored")
    print(f"  answers by status: {answers}")
    print(f"  resident memory in MiB, after each thousand: {', '.join(f'{size / 1024:.1f}' for size in sizes)}")
    return sizes[-1] - sizes[min(WARM, len(sizes) - 1)]


def _target(kind: str, ends: ExitStack) -> Target:
    """A server with an invented region, on a database of its own."""
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="otklik-hostile-")))
    if kind == "postgresql":
        postgres = Postgres(folder / "postgresql").start()
        ends.callback(postgres.end)
        os.environ["TEST_POSTGRESQL"] = f"{postgres.ready().host}:{postgres.port}"
    instance = Databases(folder, kind).instance(folder / "instance")
    app = create_app(settings.read({"INSTANCE_PATH": str(instance)} | environment(instance)))
    ends.callback(close, app)
    made = app.test_cli_runner().invoke(args=REGION)
    assert made.exit_code == 0, made.output
    server = start_server(instance, MIN_FILL_SECONDS="0", **UNLIMITED)
    ends.callback(stop_server, server)
    return Target(server, app)


if __name__ == "__main__":
    main()

"""Synced before thanked: a kill leaves the page cache alive, so the system calls have to show it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import wait_until
from tests.torture.crowd import crowd
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.respondents import at
from tests.torture.service import CARELESS, SERVICE, Service, Stage
from tests.torture.trace import STRACE, Traced, calls

THANKS, COMMIT = "HTTP/1.1 303", "COMMIT\\0"
RESPONDENTS = 3


def on_sqlite(stage: Stage, plan: Plan) -> Outcome:
    """The write to SQLite's log, its sync, the thanks; and once more where nobody waits for the sync."""
    found, wrong = _on_sqlite(stage, plan, "synced-sqlite", SERVICE)
    careless = _on_sqlite(stage, plan, "careless-sqlite", CARELESS)
    return _judged(found, wrong, careless, "synchronous=OFF")


def _on_sqlite(stage: Stage, plan: Plan, name: str, config: str) -> tuple[Outcome, dict[str, str]]:
    service = stage.service(name, "sqlite")
    found, trace = _served(stage, plan, service, config)
    traced = Traced("otklik.sqlite", re.compile(rf"{name}-\d+-\d+")).read(calls(trace))
    return found, {mark: why for mark in found.thanked if (why := traced.problem(mark, (THANKS,)))}


def on_postgresql(stage: Stage, plan: Plan) -> Outcome:
    """The write to PostgreSQL's log, its sync, the word that it is committed, the thanks; and without the sync."""
    found, wrong = _on_postgresql(stage, plan, "synced-postgresql", SERVICE)
    careless = _on_postgresql(stage, plan, "careless-postgresql", CARELESS, "wal_writer_delay=10s")
    return _judged(found, wrong, careless, "synchronous_commit=off")


def _on_postgresql(stage: Stage, plan: Plan, name: str, config: str, *settings: str) -> tuple[Outcome, dict[str, str]]:
    service = stage.service(name, "postgresql")
    trace = stage.folder / f"{name}-database.trace"
    with _traced_database(stage, trace, settings):
        found, served = _served(stage, plan, service, config)
    mark = re.compile(rf"{name}-\d+-\d+")
    database, web = Traced("pg_wal/", mark).read(calls(trace)), Traced("pg_wal/", mark).read(calls(served))
    web.written, web.synced = database.written, database.synced
    problems = {one: database.problem(one, (COMMIT,)) or web.problem(one, (THANKS,)) for one in found.thanked}
    return found, {one: why for one, why in problems.items() if why}


@contextmanager
def _traced_database(stage: Stage, trace: Path, settings: tuple[str, ...]) -> Iterator[None]:
    """PostgreSQL started anew under strace, and without it afterwards."""
    server = stage.postgres
    server.end()
    kept, server.settings, server.prefix = server.settings, settings, (*STRACE, "-o", str(trace), "--")
    server.start().ready()
    yield
    server.end()
    _wait_for(trace)
    server.settings, server.prefix = kept, ()
    server.start().ready()


def _served(stage: Stage, plan: Plan, service: Service, config: str) -> tuple[Outcome, Path]:
    """Let some respondents be thanked by the service under strace."""
    name = service.instance.name
    trace = stage.folder / f"{name}.trace"
    service.start(*STRACE, "-o", str(trace), "--", config=config).ready()
    with crowd(name, at(service.port), service.codes, RESPONDENTS) as people:
        people.until_thanked(plan.traced, seconds=120)
    service.end()
    _wait_for(trace)
    return compared("synced before thanked", "a trace", service, people), trace


def _wait_for(trace: Path) -> None:
    """Wait until strace has written all of it."""

    def is_whole() -> bool:
        with trace.open("rb") as file:
            file.seek(max(0, trace.stat().st_size - 200))
            return b"+++ exited with" in file.read().rstrip().rpartition(b"\n")[2]

    wait_until(is_whole, lambda: f"{trace.name} is not whole")
    time.sleep(0.2)


def _judged(found: Outcome, wrong: dict[str, str], careless: tuple[Outcome, dict[str, str]], how: str) -> Outcome:
    """The verdict, and whether the check finds what it is to find."""
    shown, missed = careless
    thanked, other = len(found.thanked), len(shown.thanked)
    found.told.append(f"{thanked - len(wrong)} of {thanked} thanks came after the sync")
    found.told.append(f"with {how}, to prove the check: {other - len(missed)} of {other}")
    found.surprises += [f"{mark}: {why}" for mark, why in wrong.items()]
    if not other or len(missed) < other:
        found.surprises.append(f"with {how} the check should find every thanks too early")
    return found

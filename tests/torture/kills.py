"""Ended by force under load: the whole service, one of its workers, PostgreSQL."""

import os
import signal
import time
from contextlib import suppress

from tests.servers import Postgres, wait_until
from tests.torture.crowd import crowd
from tests.torture.outcome import Outcome, compared, mark_of
from tests.torture.plan import Plan
from tests.torture.respondents import at
from tests.torture.service import Service, Stage, children, lives

LONG_SECONDS = 12
"""So long away that nothing which is remembered about the database helps any more."""


def service_on_sqlite(stage: Stage, plan: Plan) -> Outcome:
    """All processes of the service, on SQLite."""
    return _service(stage, plan, "sqlite", plan.kills_sqlite)


def service_on_postgresql(stage: Stage, plan: Plan) -> Outcome:
    """All processes of the service, on PostgreSQL."""
    return _service(stage, plan, "postgresql", plan.kills_postgresql)


def _service(stage: Stage, plan: Plan, kind: str, times: int) -> Outcome:
    service = stage.service(f"killed-{kind}", kind).start().ready()
    cut = already = 0
    with crowd(f"killed-{kind}", at(service.port), service.codes) as people:
        for _ in range(times):
            people.until_thanked(1)
            time.sleep(plan.chance.uniform(0, 1))
            service.kill()
            time.sleep(0.1)  # until all have seen that their connection broke
            under_way = people.under_way
            stored = {mark_of(answers) for answers in service.stored_as_it_lies(stage.folder / "copy")}
            cut, already = cut + len(under_way), already + len(under_way & stored)
            service.start().ready()
        people.until_thanked(20)
    told = f"{cut} forms were under way at a kill; {already} of them were stored already, and thanked for when repeated"
    return compared("service killed", f"{times} × kill -9", service, people, told)


def worker(stage: Stage, plan: Plan) -> Outcome:
    """One of two workers."""
    service = stage.service("worker", "postgresql").start().ready()
    waits = []
    with crowd("worker", at(service.port), service.codes) as people:
        for _ in range(plan.times):
            _both_work(service)
            people.until_thanked(20)
            os.kill(plan.chance.choice(service.workers()), signal.SIGKILL)
            waits.append(people.until_thanked(10))
        _both_work(service)
    told = f"10 more were thanked after {max(waits):.1f} s at most; {people.waits()}"
    return compared("worker killed", f"{plan.times} × kill -9 of one of two", service, people, told)


def _both_work(service: Service) -> None:
    wait_until(lambda: len(service.workers()) == 2, lambda: "gunicorn did not start another worker")


def postgresql(stage: Stage, plan: Plan) -> Outcome:
    """PostgreSQL with all its processes; started again, it puts itself in order."""
    service = stage.service("database", "postgresql").start().ready()
    waits = []
    with crowd("database", at(service.port), service.codes) as people:
        for number in range(1, plan.times + 1):
            people.until_thanked(20)
            time.sleep(plan.chance.uniform(0, 1))
            end_by_force(stage.postgres)
            time.sleep(LONG_SECONDS if number == plan.times else plan.chance.uniform(0.5, 2))
            stage.postgres.start().ready()
            waits.append(people.until_thanked(10))
    told = f"10 more were thanked {max(waits):.1f} s after it answered again, at most; {people.waits()}"
    return compared("PostgreSQL killed", f"{plan.times} × kill -9 of all its processes", service, people, told)


def postgresql_hung(stage: Stage, plan: Plan) -> Outcome:
    """PostgreSQL stops in the middle of what it does, takes connections, answers nothing; later it goes on."""
    service = stage.service("hung", "postgresql").start().ready()
    waits = []
    with crowd("hung", at(service.port), service.codes) as people:
        for _ in range(max(2, plan.times // 3)):
            people.until_thanked(20)
            time.sleep(plan.chance.uniform(0, 1))
            family = _family(stage.postgres)
            _send(signal.SIGSTOP, family)
            time.sleep(LONG_SECONDS)
            _send(signal.SIGCONT, family)
            waits.append(people.until_thanked(10))
    told = f"10 more were thanked {max(waits):.1f} s after it went on, at most; {people.waits()}"
    return compared("PostgreSQL hung", f"{len(waits)} × {LONG_SECONDS} s", service, people, told)


def end_by_force(postgres: Postgres) -> None:
    """End all processes of a PostgreSQL: each is in a group of its own."""
    assert postgres.running is not None
    family = _family(postgres)
    _send(signal.SIGKILL, family)
    postgres.running.process.wait(timeout=10)
    wait_until(lambda: not any(map(lives, family)), lambda: "PostgreSQL's processes did not end")


def _family(postgres: Postgres) -> list[int]:
    assert postgres.running is not None
    own = postgres.running.process.pid
    return [own, *children(own)]


def _send(how: signal.Signals, processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, how)

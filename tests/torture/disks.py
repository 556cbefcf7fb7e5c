"""A disk that is full, that turns read-only, that loses its power."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.torture.crowd import crowd
from tests.torture.disk import Disk, small_disk
from tests.torture.kills import end_by_force
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.respondents import at
from tests.torture.service import CARELESS, SERVICE, Service, Stage

SMALL, LARGE = 64 * 2**20, 512 * 2**20
"""Room for SQLite, which is to be full soon; and for PostgreSQL."""


@contextmanager
def _on_small_disk(stage: Stage, name: str) -> Iterator[tuple[Disk, Service]]:
    """A service that runs on a disk of its own, on SQLite."""
    with small_disk(stage.folder / name, SMALL) as disk:
        service = stage.service(name, "sqlite")
        disk.sync()  # what was put there for the service; not what it makes itself
        try:
            yield disk, service.start().ready()
        finally:
            service.end()


def full(stage: Stage, plan: Plan) -> Outcome:
    """Not a byte is left for the database; then there is room again."""
    with _on_small_disk(stage, "full") as (disk, service):
        with crowd("full", at(service.port), service.codes) as people:
            for _ in range(plan.times):
                people.until_thanked(20)
                filler = disk.fill()
                time.sleep(plan.seconds / 2)
                filler.unlink()
            back = people.until_thanked(20)
        told = f"20 more were thanked {back:.1f} s after the last time; {people.waits()}"
        found = compared("disk full", f"{plan.times} × {plan.seconds / 2:g} s", service, people, told)
    return _felt(found)


def read_only(stage: Stage, plan: Plan) -> Outcome:
    """The disk turns read-only under the service, by an error; checked and mounted again, it is restarted.

    Then it is started on one that is read-only, which becomes writable under it.
    """
    with _on_small_disk(stage, "frail") as (disk, service):
        with crowd("frail", at(service.port), service.codes) as people:
            people.until_thanked(50)
            disk.break_()
            time.sleep(plan.seconds / 2)
            service.kill()
            disk.unmount()
            disk.mount()
            disk.turn("ro")
            service.start().ready()
            time.sleep(plan.seconds / 2)
            disk.turn("rw")
            back = people.until_thanked(20)
        told = f"20 more were thanked {back:.1f} s after it was writable again; {people.waits()}"
        found = compared("disk read-only", "an error of the disk, a start on it", service, people, told)
    return _felt(found)


def _felt(found: Outcome) -> Outcome:
    """A fault that hit nobody shows nothing."""
    found.surprises += [] if found.returned.get("503") else ["no form came back: the fault was not felt"]
    return found


def power_on_sqlite(stage: Stage, plan: Plan) -> Outcome:
    """The power fails; what was not synced is gone. And once more where nobody waits for the sync."""
    found = _power(stage, plan, "sqlite", SMALL, SERVICE)
    careless = _power(stage, plan, "sqlite", SMALL, CARELESS)
    missing = f"{len(careless.missing)} of {len(careless.thanked)}"
    found.told.append(f"with synchronous=OFF, to prove the check: {missing} thanked and missing")
    if not careless.missing:
        found.surprises.append("with synchronous=OFF the check should find something missing")
    return found


def power_on_postgresql(stage: Stage, plan: Plan) -> Outcome:
    """The power of the host with PostgreSQL and the service fails."""
    return _power(stage, plan, "postgresql", LARGE, SERVICE)


def _power(stage: Stage, plan: Plan, kind: str, size: int, config: str) -> Outcome:
    """The service and its database stop, and what they did not sync is not on their disk.

    They stop first: nobody sends a thanks without power, but a sync that runs while the kernel shuts a file system
    down may end well for it although its data is gone.
    """
    name = f"power-{kind}-{config.rpartition('.')[2]}"
    with small_disk(stage.folder / name, size) as disk, ExitStack() as open_:
        here = Stage(disk.place, open_)
        service = here.service(name, kind)
        disk.sync()
        service.start(config=config).ready()
        with crowd(name, at(service.port), service.codes) as people:
            for _ in range(plan.times):
                people.until_thanked(20)
                time.sleep(plan.chance.uniform(0, 1))
                service.kill()
                _lose_power(disk, here, kind)
                service.start(config=config).ready()
            people.until_thanked(20)
        return compared("power cut", f"{plan.times} × of the disk", service, people)


def _lose_power(disk: Disk, here: Stage, kind: str) -> None:
    """The disk is there again with what had been synced, and the database on it."""
    if kind == "postgresql":
        end_by_force(here.postgres)
        here.redis.end(signal.SIGKILL)
    disk.lose_power()
    disk.unmount()
    disk.mount()
    if kind == "postgresql":
        here.redis.start().ready()
        here.postgres.start().ready()

"""A PostgreSQL database in use by processes of the release before, while it is brought to the next revision."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import psycopg

SENT = """
WITH stored AS (
  INSERT INTO responses (organization_id, id, assessment_id, channel, day, questionnaire, status, answers)
  VALUES (%(organization)s, md5(random()::text), 1, 'qr', '2026-03-17', '675n.1', 'accepted', '{}')
  ON CONFLICT DO NOTHING
)
INSERT INTO day_tallies VALUES (%(organization)s, 1, '2026-03-17', 'qr', 1)
ON CONFLICT (organization_id, assessment_id, day, channel) DO UPDATE SET count = day_tallies.count + 1
"""
"""How the release before stores a response. When that changes, say here how it was."""

COUNTED = "SELECT count FROM day_tallies WHERE day = '2026-03-17' AND organization_id = 1"

QUEUED = """
SELECT 1 FROM pg_locks
WHERE NOT granted AND locktype = 'relation' AND mode NOT IN ('AccessShareLock', 'RowExclusiveLock')
"""
"""Somebody waits for a table to be without readers or writers."""

HELD_SECONDS = 2.4


@contextmanager
def in_use(address: str, tables: tuple[str, ...]) -> Iterator[list[float]]:
    """Responses come in without a pause; the block finds how long each took.

    And somebody always holds the tables, two of them in turns, until one has waited for that to end for as long as each
    holds them. Who waits in a queue has responses wait behind it for half of that time at least.
    """
    free, over, took = Event(), Event(), list[float]()
    with ThreadPoolExecutor(4) as crowd:
        running = [
            crowd.submit(_send, address, over, took),
            crowd.submit(_hold, address, tables, 0.0, free),
            crowd.submit(_hold, address, tables, HELD_SECONDS / 2, free),
            crowd.submit(_watch, address, free),
        ]
        try:
            while not took:
                sleep(0.01)
            yield took
        finally:
            free.set()
            over.set()
    for one in running:
        one.result()


def _send(address: str, over: Event, took: list[float]) -> None:
    with psycopg.connect(address, autocommit=True, options="-c lock_timeout=5s") as connection:
        while not over.wait(0.02):
            begun = monotonic()
            connection.execute(SENT, {"organization": 1})
            took.append(monotonic() - begun)


def _hold(address: str, tables: tuple[str, ...], after: float, free: Event) -> None:
    """Write a response, read, and take a long time over it, again and again."""
    free.wait(after)
    while not free.is_set():
        with psycopg.connect(address) as connection:
            connection.execute(SENT, {"organization": 2})
            for table in tables:
                connection.execute(f"SELECT count(*) FROM {table}".encode())
            free.wait(HELD_SECONDS)


def _watch(address: str, free: Event) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        while not free.is_set():
            if connection.execute(QUEUED).fetchone():
                free.wait(HELD_SECONDS)
                free.set()
            free.wait(0.05)

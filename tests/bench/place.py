"""Where a benchmark's data lies: an instance folder and its database, SQLite or PostgreSQL with Redis beside it."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.servers import BIN, ROOT, Served, start
from tests.servers import Postgres, Redis, program

THREADS = "8"
DURABLE = ("shared_buffers=1GB", "max_wal_size=8GB", "max_connections=300")
"""Everything that keeps what was committed is as PostgreSQL ships it."""

GUARD = "CASE WHEN {0} ~ '^[=+\\-@\\t\\r]' THEN '''' || {0} ELSE {0} END"


@dataclass
class Place:
    """An instance and what programs are told of it."""

    instance: Path
    told: dict[str, str] = field(default_factory=dict)
    postgres: Postgres | None = None

    @property
    def name(self) -> str:
        """What its database is called."""
        return "PostgreSQL" if self.postgres else "SQLite"

    @property
    def database(self) -> str:
        """The name of its PostgreSQL database."""
        return self.told["DATABASE_URL"].rpartition("/")[2]

    def environment(self) -> dict[str, str]:
        """What a program of ours is told."""
        return {"INSTANCE_PATH": str(self.instance)} | self.told

    def flask(self, *arguments: str) -> str:
        """What a command of ours prints; ends the benchmark if it fails."""
        done = subprocess.run(
            [str(BIN / "flask"), *arguments],
            cwd=ROOT,
            env=os.environ | self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def serve(self, **changed: str) -> Served:
        """The service on it."""
        environment = {"WEB_THREADS": THREADS} | self.environment() | changed
        return start(["flask", "serve"], self.instance / "server.log", **environment)

    def demo(self, organizations: int, responses: int) -> bool:
        """An invented region in it, unless it is kept from another run; whether it is new."""
        self.flask("db", "upgrade")
        if self.stored():
            print(f"{self.name}: {organizations:,} organizations and {responses:,} responses, kept", flush=True)
            return False
        began = time.perf_counter()
        self.flask("demo", "--organizations", str(organizations), "--responses", str(responses), "--seed", "1")
        seconds = time.perf_counter() - began
        print(f"flask demo, {self.name}: {organizations:,} × {responses:,} responses in {seconds:.0f} s", flush=True)
        if self.postgres:
            self.postgres.run("VACUUM ANALYZE", self.database)  # as its own daemon does when it has had a night
        return True

    def stored(self) -> int:
        """How many responses are in the database."""
        count = "SELECT count(*) FROM responses"
        if self.postgres:
            return int(str(self.postgres.run(count, self.database)[0][0]))
        with closing(sqlite3.connect(self.instance / "otklik.sqlite")) as database:
            return int(database.execute(count).fetchone()[0])

    def dump(self, query: str, target: Path) -> None:
        """Let the database itself write what a query finds as CSV."""
        if self.postgres:
            address = self.told["DATABASE_URL"].replace("+psycopg", "")
            command = [program("psql"), address, "-c", f"COPY ({query}) TO STDOUT (FORMAT csv, DELIMITER ';')"]
        else:
            command = ["sqlite3", "-csv", "-separator", ";", str(self.instance / "otklik.sqlite"), query]
        with target.open("wb") as file:
            subprocess.run(command, stdout=file, check=True)

    def guarded(self, cell: str) -> str:
        """A text cell that no spreadsheet takes for a formula, where the database's own dump can do that."""
        return GUARD.format(cell) if self.postgres else cell


@dataclass
class Ground:
    """Makes places of one kind in a folder; those of PostgreSQL share a server."""

    folder: Path
    postgres: Postgres | None = None
    redis: Redis | None = None

    def place(self, name: str) -> Place:
        """A place with an empty database, or what another run has kept of it."""
        instance = self.folder / name
        told = {"REDIS_URL": self.redis.url} if self.redis else {}
        if self.postgres:
            told["DATABASE_URL"] = self.postgres.url(name)
            if not instance.exists():
                self.postgres.run(f"CREATE DATABASE {name}")
        instance.mkdir(parents=True, exist_ok=True)
        return Place(instance, told, self.postgres)


@contextmanager
def ground(kind: str, folder: Path) -> Iterator[Ground]:
    """The servers that places of a kind need, for as long as the block lasts."""
    with ExitStack() as running:
        if kind == "sqlite":
            yield Ground(folder)
            return
        postgres = Postgres(folder / "postgresql", settings=DURABLE).start()
        running.callback(postgres.end)
        redis = Redis(folder / "redis").start()
        running.callback(redis.end)
        yield Ground(folder, postgres.ready(), redis.ready())

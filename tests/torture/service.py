"""The service as gunicorn runs it, each time on a database of its own: started, killed, looked into."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Response
from tests.conftest import ROOT, run_flask
from tests.servers import Postgres, Redis, free_port, wait_until

SERVICE, CARELESS = "surveys.web.server", "tests.torture.careless"
"""By which configuration gunicorn runs it: its own, and one that does not wait for the disk."""

BIN = Path(sys.executable).parent
ORGANIZATIONS = 4
SETTINGS = {"MIN_FILL_SECONDS": "0", "WAIT_SECONDS": "1"} | dict.fromkeys(
    ("RATE_SOFT", "RATE_HARD", "RATE_GLOBAL"), "1000000000 per hour"
)


@dataclass
class Service:
    """Gunicorn with all its processes, in a process group of its own."""

    instance: Path
    codes: list[str]
    log: Path
    told: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self, *prefix: str, config: str = SERVICE, **more: str) -> "Service":
        """Start it; what it says goes to its log."""
        told = {"INSTANCE_PATH": str(self.instance), "PORT": str(self.port)} | SETTINGS | self.told | more
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*prefix, str(BIN / "gunicorn"), "--config", f"python:{config}"],
                cwd=ROOT,
                env=os.environ | told,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self

    def ready(self) -> "Service":
        """Wait until it answers."""
        wait_until(self._answers, lambda: f"the service did not start:\n{self.log.read_text()[-4000:]}")
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return True
        except OSError:
            return False

    def readiness(self) -> str:
        """What it says of the limits when it is asked whether it can do its work."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
            return str(json.load(answer)["limits"])

    def workers(self) -> list[int]:
        """The ids of its worker processes."""
        return children(self._running.pid)

    def kill(self) -> None:
        """End all its processes by force, at once."""
        family = self.workers()
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait(timeout=10)
        wait_until(lambda: not any(map(lives, family)), lambda: "gunicorn's processes did not end")

    def end(self) -> None:
        """End it in order; by force if that takes too long."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None
        return self.process

    def stored(self, instance: Path | None = None) -> list[dict[str, str]]:
        """The answers of all responses in the database (or in that of a copied instance folder)."""
        url = self.told.get("DATABASE_URL") or f"sqlite:///{instance or self.instance}/otklik.sqlite"
        engine = create_engine(url)
        try:
            with Session(engine) as session:
                return list(session.scalars(select(Response.answers)))
        finally:
            engine.dispose()

    def stored_as_it_lies(self, folder: Path) -> list[dict[str, str]]:
        """The same while nothing runs, without touching the files: SQLite would put them in order by reading them."""
        if "DATABASE_URL" in self.told:
            return self.stored()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(self.instance / f"otklik.sqlite{end}", folder)
        return self.stored(folder)

    def verify(self) -> str:
        """What `flask verify` says is wrong; empty if nothing is."""
        done = run_flask(self.instance, "verify", **self.told)
        return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def children(pid: int) -> list[int]:
    """The ids of a process's own processes."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Stage:
    """Makes services, each with a copy of a database that was filled once; the servers that they share."""

    def __init__(self, folder: Path, open_: ExitStack) -> None:
        self.folder = folder
        self.open = open_
        self.postgres = Postgres(folder / "postgresql", settings=())  # as it comes: with everything that makes it safe
        self.redis = Redis(folder / "redis")
        self._codes: dict[str, list[str]] = {}

    def service(self, name: str, kind: str) -> Service:
        """A service that does not run yet, on a fresh database of a kind; with Redis and two processes if it is big."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        told = {"DATABASE_URL": self.postgres.url(name.replace("-", "_"))} if kind == "postgresql" else {}
        if kind not in self._codes:
            self._begin(kind)
        if kind == "postgresql":
            self.postgres.run(f"CREATE DATABASE {name.replace('-', '_')} TEMPLATE filled")
            told |= {"REDIS_URL": self.redis.url, "WEB_CONCURRENCY": "2", "WEB_THREADS": "4"}
        else:
            shutil.copy(self.folder / "filled" / "otklik.sqlite", folder)
        made = Service(folder, self._codes[kind], self.folder / f"{name}.log", told)
        self.open.callback(made.end)
        return made

    def _begin(self, kind: str) -> None:
        told = {}
        if kind == "postgresql":
            self.open.callback(self.postgres.end)
            self.postgres.start().ready().run("CREATE DATABASE filled")
            self.open.callback(self.redis.end)
            self.redis.start().ready()
            told = {"DATABASE_URL": self.postgres.url("filled")}
        self._codes[kind] = fill(self.folder / "filled", told)


def fill(instance: Path, told: dict[str, str]) -> list[str]:
    """Migrate a database, put a few organizations and a round into it; the organizations' codes."""
    listing = instance.parent / "organizations.csv"
    rows = [f"Центр социального обслуживания № {number},на дому,Округ" for number in range(ORGANIZATIONS)]
    listing.write_text("\n".join(["name,form_of_service,municipality", *rows]), encoding="utf-8")
    for command in (
        ["db", "upgrade"],
        ["import-organizations", str(listing)],
        ["open-assessment", "--title", "Torture"],
    ):
        _told(instance, told, *command)
    return [line.partition("\t")[0] for line in _told(instance, told, "organizations").splitlines()]


def _told(instance: Path, told: dict[str, str], *arguments: str) -> str:
    done = run_flask(instance, *arguments, **told)
    assert done.returncode == 0, f"flask {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout

"""Real servers that the service stands on when it has grown up: PostgreSQL and Redis, on loopback, in a folder each."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300", "shared_buffers=128MB")
"""A database for tests need not outlive its machine; the service's own connections ask for synchronous commits."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, *places: str) -> str:
    """Where a program is; says in words what is missing."""
    found = [str(path) for place in places for path in sorted(Path("/").glob(f"{place[1:]}/{name}"), reverse=True)]
    where = shutil.which(name) or next(iter(found), None)
    assert where, f"{name} is needed and not here; `make test` installs it"
    return where


@dataclass
class Program:
    """A program that runs until it is ended by its own id."""

    process: subprocess.Popen[bytes]
    log: Path

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait for its end."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=40)


@dataclass
class Postgres:
    """A PostgreSQL server; it does not run as root, so root runs it as `postgres`."""

    folder: Path
    settings: tuple[str, ...] = FAST
    host: str = "127.0.0.1"
    prefix: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    running: Program | None = None

    def start(self) -> "Postgres":
        """Make the cluster if it is not there, and serve it."""
        data = self.folder / "data"
        if not data.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._own()
            made = subprocess.run(
                [
                    *self._as(),
                    program("initdb", *PLACES),
                    "-D",
                    str(data),
                    "-U",
                    "postgres",
                    "-A",
                    "trust",
                    "-N",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ],
                capture_output=True,
                check=False,
            )
            assert made.returncode == 0, made.stderr.decode()
            with (data / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        told = [f"listen_addresses={self.host}", f"port={self.port}", "unix_socket_directories=", *self.settings]
        command = [program("postgres", *PLACES), "-D", str(data), *(part for one in told for part in ("-c", one))]
        log = self.folder / "log"
        with log.open("ab") as output:
            # `setpriv` becomes the server itself, so that its id is the server's
            process = subprocess.Popen(
                [*self.prefix, *self._as(), *command], stdout=output, stderr=output, start_new_session=True
            )
        self.running = Program(process, log)
        return self

    def ready(self) -> "Postgres":
        """Wait until it answers."""
        wait_until(self._answers, lambda: f"PostgreSQL did not start:\n{self.log()}")
        return self

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it (SIGINT: at once and in order; SIGKILL: by force, with all that it has started).

        SIGSTOP makes all of it hang and SIGCONT go on.
        """
        assert self.running is not None
        if how is not signal.SIGINT:
            own = self.running.process.pid
            for started in Path(f"/proc/{own}/task/{own}/children").read_text().split():
                with suppress(ProcessLookupError):
                    os.kill(int(started), how)
        if how in (signal.SIGSTOP, signal.SIGCONT):
            self.running.process.send_signal(how)
        else:
            self.running.end(how)

    def url(self, database: str = "postgres") -> str:
        """The address of a database for our settings."""
        return f"postgresql+psycopg://postgres@{self.host}:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement outside of a transaction; what it found."""
        address = self.url(database).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def _as(self) -> list[str]:
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if os.geteuid() == 0 else []

    def _own(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            for parent in self.folder.parents:  # the way there must be open to it
                if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o011 != 0o011:
                    parent.chmod(parent.stat().st_mode | 0o011)


@dataclass
class Redis:
    """A Redis server that keeps nothing on the disk."""

    folder: Path
    host: str = "127.0.0.1"
    password: str = ""
    prefix: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    running: Program | None = None

    def start(self) -> "Redis":
        """Serve."""
        self.folder.mkdir(parents=True, exist_ok=True)
        told = ["--bind", self.host, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        told += ["--protected-mode", "no", *(["--requirepass", self.password] if self.password else [])]
        log = self.folder / "redis.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*self.prefix, program("redis-server"), *told], cwd=self.folder, stdout=output, stderr=output
            )
        self.running = Program(process, log)
        return self

    def ready(self) -> "Redis":
        """Wait until it listens."""
        assert self.running is not None
        wait_until(self._answers, lambda: f"Redis did not start:\n{self.running and self.running.log.read_text()}")
        return self

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it; SIGSTOP makes it hang and SIGCONT go on."""
        assert self.running is not None
        if how in (signal.SIGSTOP, signal.SIGCONT):
            self.running.process.send_signal(how)
        else:
            self.running.end(how)

    @property
    def url(self) -> str:
        """Its address for our settings."""
        return f"redis://{f':{self.password}@' if self.password else ''}{self.host}:{self.port}/0"

    def _answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def wait_until(is_so: Callable[[], bool], otherwise: Callable[[], str], seconds: float = 30) -> None:
    """Wait until something is so, or fail with words."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.05)

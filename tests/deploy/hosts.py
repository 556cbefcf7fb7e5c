"""Three hosts: two that run the application, and one between them with nginx, PostgreSQL and Redis."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, run_flask
from tests.deploy.front import NAME, Front
from tests.deploy.namespaces import Namespace, connect, namespace
from tests.servers import Postgres, Program, Redis, wait_until

MIDDLE, FIRST, SECOND = "10.77.0.1", "10.77.0.11", "10.77.0.12"
PORT = 8000
START_SECONDS = 90
"""On a machine that is busy with other tests."""

FLASK = Path(sys.executable).with_name("flask")


@dataclass
class Host:
    """A host that runs the application."""

    place: Namespace
    address: str
    instance: Path
    told: dict[str, str]
    server: Program | None = None

    def run(self, *command: str) -> Program:
        """Start a program there."""
        log = self.instance.parent / f"{self.instance.name}.log"
        with self.place.entered(), log.open("ab") as output:
            own = os.environ | self.told | {"INSTANCE_PATH": str(self.instance), "HOST": self.address}
            process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=output, stderr=output, start_new_session=True)
        return Program(process, log)

    def serve(self) -> None:
        """Start the service."""
        self.server = self.run(str(FLASK), "serve")

    def ready(self) -> "Host":
        """Wait until the service answers."""
        assert self.server is not None
        log = self.server.log
        wait_until(lambda: self.ask("/healthz") == 200, lambda: f"no answer:\n{log.read_text()}", START_SECONDS)
        return self

    def ask(self, path: str, **headers: str) -> int:
        """The status of a page, asked without nginx; 0 if nobody answers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()} | {"Host": NAME}
        connection = http.client.HTTPConnection(self.address, PORT, timeout=5)
        try:
            with self.place.entered():
                connection.request("GET", path, headers=named)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the service: in order, or by force with all its processes."""
        if self.server is None:
            return
        if how is signal.SIGKILL:
            os.killpg(self.server.process.pid, how)
        self.server.end(how)

    def cut_off(self) -> None:
        """Pull the plug of its network."""
        self.place.ip("link", "set", "wire", "down")

    def mend(self) -> None:
        """Put the plug back."""
        self.place.ip("link", "set", "wire", "up")


@dataclass
class Hosts:
    """What a region runs."""

    middle: Namespace
    postgres: Postgres
    front: Front
    first: Host
    second: Host

    def start(self) -> None:
        """Start the service on both."""
        for host in (self.first, self.second):
            host.serve()
        for host in (self.first, self.second):
            host.ready()

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours on the first host's settings."""
        with self.middle.entered():
            return run_flask(self.first.instance, *arguments, **self.first.told)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement finds in the database."""
        with self.middle.entered():
            return self.postgres.run(statement)


@contextmanager
def three_hosts(folder: Path, **settings: str) -> Iterator[Hosts]:
    """Make them, with a fresh database and nginx, and take them away again."""
    with ExitStack() as ends:
        middle, *others = (ends.enter_context(namespace()) for _ in range(3))
        connect(middle, dict(zip((FIRST, SECOND), others, strict=True)), MIDDLE)
        with middle.entered():
            redis = Redis(folder / "redis", host=MIDDLE).start()
            ends.callback(redis.end)
            postgres = Postgres(folder / "postgresql", host=MIDDLE).start()
            ends.callback(postgres.end, signal.SIGQUIT)
            postgres.ready()
            redis.ready()
        told = {"DATABASE_URL": postgres.url(), "REDIS_URL": redis.url, "SECRET_KEY": "the same on all of the hosts"}
        told |= {"PUBLIC_URL": f"https://{NAME}", "TRUSTED_PROXY_HOPS": "1", "PORT": str(PORT)} | settings
        first, second = (
            Host(place, address, folder / name, told)
            for place, address, name in zip(others, (FIRST, SECOND), ("first", "second"), strict=True)
        )
        front = Front(folder / "nginx", middle, tuple(f"{host.address}:{PORT}" for host in (first, second)))
        made = Hosts(middle, postgres, front, first, second)
        migrated = made.flask("db", "upgrade")
        assert migrated.returncode == 0, migrated.stderr
        for host in (first, second):
            ends.callback(host.end)
        ends.callback(front.end)
        front.start()
        yield made

"""What tests stand on: a real application on a real database, a real server, a real browser."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session

from app import create_app
from surveys import settings
from surveys.extensions import db
from tests.databases import KINDS, Databases, environment, kinds_for
from tests.servers import Postgres, Redis, free_port

ROOT = Path(__file__).parent.parent
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30

MakeApp = Callable[..., Flask]
SERVERS = pytest.StashKey[ExitStack]()


def close(application: Flask) -> None:
    """Let go of the application's connections."""
    with application.app_context():
        db.engine.dispose()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose its database."""
    told = "on which databases to run: both (tests in a browser on SQLite only), or one of them with all tests"
    parser.addoption("--database", choices=("both", *KINDS), default="both", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers that the tests of a run share; its worker processes find them by the environment."""
    if hasattr(config, "workerinput") or config.getoption("collectonly", default=False):
        return
    _work_in_memory()
    config.stash[SERVERS] = servers = ExitStack()
    folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="otklik-tests-")))
    redis = Redis(folder / "redis").start()
    servers.callback(redis.end)
    os.environ["TEST_REDIS"] = redis.url
    if config.getoption("database") != "sqlite":
        postgres = Postgres(folder / "postgresql").start()
        servers.callback(postgres.end)
        os.environ["TEST_POSTGRESQL"] = f"{postgres.ready().host}:{postgres.port}"
    redis.ready()


def _work_in_memory() -> None:
    """Let what tests write lie in memory, if there is room: thousands of databases, none of which has to last."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it remembers


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers."""
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a database on each."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", kinds_for(metafunc), indirect=True)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Databases:
    """Makes empty databases."""
    chosen = request.config.getoption("database")
    return Databases(tmp_path_factory.mktemp("databases"), "sqlite" if chosen == "both" else chosen)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of the test's database."""
    return str(request.param)


@pytest.fixture
def instance(tmp_path: Path, databases: Databases, database: str) -> Iterator[Path]:
    """An instance folder of the test's own, with a fresh database."""
    folder = databases.instance(tmp_path / "instance", database)
    yield folder
    databases.forget(folder)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that were compiled once: each application would compile them anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def make_app(instance: Path, compiled: FileSystemBytecodeCache) -> Iterator[MakeApp]:
    """Makes applications on the test's database, with the settings that the test names (`rate_soft="2 per hour"`)."""
    with ExitStack() as made:

        def make(**changed: str) -> Flask:
            given = {"INSTANCE_PATH": str(instance), "MIN_FILL_SECONDS": "0"} | environment(instance)
            application = create_app(settings.read(given | {name.upper(): value for name, value in changed.items()}))
            application.jinja_env.bytecode_cache = compiled
            made.callback(close, application)
            return application

        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The application, on a fresh database."""
    return make_app()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session of the application."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who opens pages without JavaScript."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Somebody at the command line."""
    return app.test_cli_runner()


@dataclass
class Server:
    """The service as it really runs: gunicorn on loopback."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    log: Path

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours beside the server."""
        return run_flask(self.instance, *arguments)


def run_flask(instance: Path, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run `flask …` as an administrator would, on an instance folder."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("flask")), *arguments],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(instance)} | environment(instance) | changed,
        capture_output=True,
        text=True,
        check=False,
    )


def start_server(instance: Path, **changed: str) -> Server:
    """Start `flask serve` on an instance folder and wait until it answers."""
    port = free_port()
    log = instance.parent / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("flask")), "serve"],
            cwd=ROOT,
            env=os.environ | {"INSTANCE_PATH": str(instance), "PORT": str(port)} | environment(instance) | changed,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", instance, process, log)
    for _ in range(900):  # a busy machine takes its time
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=2):
                return server
        except OSError:
            time.sleep(0.1)
    stop_server(server)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def stop_server(server: Server) -> None:
    """End a server by its own id."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=40)


@pytest.fixture
def serve(instance: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers on the test's database, with environment variables of the test's choice."""
    with ExitStack() as started:

        def start(**changed: str) -> Server:
            server = start_server(instance, **({"MIN_FILL_SECONDS": "0"} | changed))
            started.callback(stop_server, server)
            return server

        yield start


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    """The service, running on a fresh database; its first start has made something to try."""
    return serve()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of the test's own, which it may stop."""
    server = Redis(tmp_path / "redis").start().ready()
    yield server
    if server.running is not None and server.running.process.poll() is None:
        server.end(signal.SIGCONT)
        server.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    assert path, "Chromium is needed; `make test` installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window of a small phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ru-RU")
    yield context.new_page()
    context.close()

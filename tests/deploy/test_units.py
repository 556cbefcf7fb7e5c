"""The units, the settings file and the administrator's command: what they allow, and that it is enough."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from surveys import settings
from surveys.settings import Settings
from tests.conftest import ROOT
from tests.deploy.asking import Client, Office, fill
from tests.deploy.confined import UNITS, Confinement
from tests.deploy.hosts import FLASK
from tests.servers import Program, free_port, program

DEPLOY = ROOT / "deploy"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
MOST_EXPOSED = 1.2
"""Of 10; what is left is that they listen and talk to a database."""

GIVEN_A_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""As systemd gives it."""

PLACES = ("/usr/lib/systemd/system", "/lib/systemd/system")


@pytest.fixture
def confinement(tmp_path):
    return Confinement(tmp_path / "confined")


def analyze(*words):
    """What `systemd-analyze` says of units, without a systemd that runs."""
    return subprocess.run([program("systemd-analyze"), *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_exposed_to_little(service):
    told = analyze("security", "--offline=true", "--no-pager", str(UNITS / service))
    exposure = re.search(rf"Overall exposure level for {service}: ([0-9.]+)", told.stdout)
    assert exposure, told.stdout + told.stderr
    assert float(exposure[1]) <= MOST_EXPOSED


def test_systemd_understands_the_units(tmp_path):
    own = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, own)
    flask = tmp_path / "opt/otklik/current/.venv/bin/flask"
    for called in (flask, tmp_path / "bin/sh", tmp_path / "usr/bin/find"):
        called.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", called)
    theirs = tmp_path / "usr/lib/systemd/system"
    theirs.mkdir(parents=True)
    for target in (path for place in PLACES for path in Path(place).glob("*.target")):
        shutil.copy(target, theirs, follow_symlinks=True)
    units = [path.name for path in own.glob("otklik-*.*") if path.is_file()]
    assert len(units) > len(SERVICES)
    told = analyze("verify", f"--root={tmp_path}", "--man=no", *units)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_service_does_all_of_its_work_with_what_the_units_leave_it(confinement, tmp_path):
    flask = str(FLASK)
    confinement.run(flask, "db", "upgrade")
    confinement.run(flask, "demo", "--organizations", "3", "--responses", "100")
    confinement.run(flask, "create-user", "anna@example.org", "--role", "operator")
    one_time = confinement.folder.with_suffix(".log").read_text().split()[-1]
    confinement.run(
        flask, "document", "report", "--assessment", "1", "--output", str(confinement.folder / "tmp/a.docx")
    )
    port = free_port()
    with ExitStack() as ends, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(tmp_path / "notified"))
        notified.settimeout(60)
        told = {"PORT": str(port), "NOTIFY_SOCKET": str(tmp_path / "notified"), "MIN_FILL_SECONDS": "0"}
        served = confinement.start(flask, "serve", **told)
        ends.callback(end, served)
        assert b"READY=1" in notified.recv(1000), served.log.read_text()
        client = Client(HTTPConnection("127.0.0.1", port))
        work_through(
            client, re.search(r"/a/([0-9A-Z]+)", served.log.read_text())[1], one_time, f"http://127.0.0.1:{port}"
        )
    assert confinement.memory_to_write_and_run() == []


def end(served):
    """Tell the server itself, since `strace` hears nothing."""
    os.killpg(served.process.pid, signal.SIGTERM)
    served.process.wait(timeout=40)


def work_through(client, code, one_time, address):
    """What needs the most of the system: the database, pictures, PDF, passwords, charts."""
    assert fill(client, code).status == 303
    for picture in ("qr.png", "qr.svg", "poster.pdf"):
        assert client.ask("GET", f"/a/{code}/{picture}").status == 200
    office = Office(client, address, "anna@example.org", one_time)
    assert office.get("/office/charts/shares.png").body.startswith(b"\x89PNG")


@pytest.mark.database("sqlite")
def test_whoever_comes_while_the_only_server_restarts_waits_for_a_moment(instance):
    with ExitStack() as ends, socket.create_server(("127.0.0.1", 0), backlog=64) as address:
        client = Client(HTTPConnection(*address.getsockname(), timeout=120))
        first = serve_at(address, instance)
        ends.callback(first.end)
        assert client.ask("GET", "/healthz").status == 200
        first.end()
        with ThreadPoolExecutor() as crowd:
            came = crowd.submit(client.ask, "GET", "/healthz")
            time.sleep(0.5)
            assert not came.done()
            ends.callback(serve_at(address, instance).end)
            assert came.result().status == 200


def serve_at(address, instance):
    """The service as systemd starts it at a socket of its own."""
    log = instance.parent / "socket.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", GIVEN_A_SOCKET, str(address.fileno()), str(FLASK), "serve"],
            cwd=ROOT,
            env=os.environ | {"INSTANCE_PATH": str(instance)},
            pass_fds=(address.fileno(),),
            stdout=output,
            stderr=output,
        )
    return Program(process, log)


def test_the_settings_file_names_settings_and_is_read_by_the_service(tmp_path):
    text = (DEPLOY / "otklik.env").read_text()
    given = dict(re.findall(r"^([A-Z_]+)='([^']*)'$", text, re.MULTILINE))
    offered = set(re.findall(r"^#([A-Z_]+)='[^']*'$", text, re.MULTILINE))
    assert {name.lower() for name in offered | set(given)} <= set(Settings.model_fields)
    assert len(given) + len(offered) == sum("='" in line and not line.startswith("# ") for line in text.splitlines())
    read = settings.read(given | {"INSTANCE_PATH": str(tmp_path)})
    assert read.https
    assert read.trusted_proxy_hops == 1


def test_the_administrators_command_reads_the_settings_and_runs_from_anywhere(tmp_path):
    told = tmp_path / "otklik.env"
    shutil.copy(DEPLOY / "otklik.env", told)
    text = (DEPLOY / "otklik").read_text()
    changed = {
        "/etc/otklik": str(tmp_path),
        "/var/lib/otklik": str(tmp_path / "state"),
        "/opt/otklik/current/.venv/bin/flask": str(FLASK),
        "/opt/otklik/current": str(ROOT),
        "=otklik ": "=root ",
    }
    for shipped, own in changed.items():
        assert shipped in text
        text = text.replace(shipped, own)
    command = tmp_path / "otklik"
    command.write_text(text)

    usual = {name: value for name, value in os.environ.items() if name not in ("INSTANCE_PATH", "DATABASE_URL")}

    def run(*words, **more):
        env = usual | more
        return subprocess.run(
            ["sh", command, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    assert run("db", "upgrade").returncode == 0
    assert run("organizations").returncode == 0
    assert (tmp_path / "state" / "otklik.sqlite").stat().st_mode & 0o777 == 0o600
    told.write_text(told.read_text() + "TIME_ZONE='$HOME'\n")
    assert "TIME_ZONE" in run("organizations").stderr
    elsewhere = run("organizations", INSTANCE_PATH=str(tmp_path / "drill"))
    assert elsewhere.returncode == 1
    assert "docs/copies.md" in elsewhere.stderr

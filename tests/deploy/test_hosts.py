"""Three hosts under load: one is cut off, one is killed, one is restarted, and no thanked answer is lost."""

import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest

from app import create_app
from surveys import settings
from surveys.extensions import db
from surveys.store import jobs
from tests.conftest import close
from tests.deploy.asking import FORM
from tests.deploy.hosts import FLASK, three_hosts
from tests.deploy.load import Load
from tests.respondent import a_round, organization
from tests.servers import wait_until

HARD = 20
"""How many submits of one address are taken."""

NOTICED_SECONDS = 6
"""After how long nginx asks a host again that did not answer, and a little more."""

HOLDS = """
import time
from app import create_app
from surveys.extensions import db
from surveys.store import direct
with create_app().app_context(), direct.alone(db.engine, "worker") as alone:
    print("alone:", alone, flush=True)
    time.sleep(100)
"""
"""A worker that is at something that takes long."""


@pytest.fixture
def hosts(tmp_path):
    given = {"RATE_HARD": f"{HARD} per day", "RATE_GLOBAL": "100000 per minute", "MIN_FILL_SECONDS": "0"}
    with three_hosts(tmp_path, **given) as made:
        yield made


@contextmanager
def own_session(hosts):
    """A session on the hosts' database."""
    application = create_app(settings.read(hosts.first.told | {"INSTANCE_PATH": str(hosts.first.instance)}))
    with hosts.middle.entered():
        with application.app_context():
            yield db.session
        close(application)


def test_hosts_come_and_go_and_every_thanked_answer_is_stored_once(hosts):
    with own_session(hosts) as session:
        code = organization(session)
        assessment = a_round(session, date(2026, 3, 1))
    hosts.start()
    with Load(hosts.front, code) as load:
        the_hard_limit_is_one_for_all_hosts(hosts, load)
        one_is_cut_off(hosts, load, assessment)
        one_is_killed(hosts, load)
        one_is_restarted(hosts, load)
    thanked = [visit.name for visit in load.visits if visit.is_thanked]
    stored = Counter(name for (name,) in hosts.rows("SELECT answers ->> 'q16' FROM responses"))
    assert len(thanked) == len(load.visits) > 150
    assert [name for name in thanked if stored[name] != 1] == []
    assert stored.total() == len(thanked) + HARD
    verified = hosts.flask("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def the_hard_limit_is_one_for_all_hosts(hosts, load):
    """From one address, at once, over both hosts: so many are taken, and not one more."""

    def send(number):
        client = hosts.front.client("127.2.0.1")
        body = load.filled(client.ask("GET", load.address), f"Одного адреса {number}")
        return client.ask("POST", load.address, body, **FORM).status

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(send, range(HARD + 10)))
    assert statuses == {303: HARD, 429: 10}
    assert load.troubles() == []


def one_is_cut_off(hosts, load, assessment):
    """The other host serves on, and does the work that the one which is away had in hand."""
    holder = hosts.first.run(sys.executable, "-c", HOLDS)
    wait_until(lambda: "alone: True" in holder.log.read_text(), holder.log.read_text)
    with own_session(hosts) as session:
        parameters = {"selection": {"assessment_id": assessment}, "format": "csv"}
        job = jobs.ask(session, kind="responses", title="Анкеты", parameters=parameters, asked_by="anna@example.org")
    follower = hosts.second.run(str(FLASK), "work", "--forever")
    time.sleep(2)
    assert state(hosts, job) == "waiting"
    hosts.first.cut_off()
    at = time.monotonic()
    wait_until(lambda: state(hosts, job) == "done", lambda: f"nobody does the work:\n{follower.log.read_text()}", 25)
    wait_until(lambda: time.monotonic() > at + 12, str)
    came = load.since(at + 5)
    assert len(came) > 20
    assert max(visit.seconds for visit in came) < 6
    hosts.first.mend()
    for program in (holder, follower):
        program.end(signal.SIGKILL)
    assert load.troubles() == []


def one_is_killed(hosts, load):
    """The one that was cut off is back, and takes over in its turn."""
    hosts.first.ready()
    time.sleep(NOTICED_SECONDS)
    at = time.monotonic()
    hosts.second.end(signal.SIGKILL)
    hosts.second.serve()
    hosts.second.ready()
    assert len(load.since(at)) > 20
    time.sleep(NOTICED_SECONDS)
    assert load.troubles() == []


def one_is_restarted(hosts, load):
    """As in an upgrade: nobody who is under way is turned away."""
    at = time.monotonic()
    hosts.first.end()
    hosts.first.serve()
    hosts.first.ready()
    time.sleep(1)
    came = load.since(at)
    assert len(came) > 20
    assert max(visit.seconds for visit in came) < 4
    assert load.troubles() == []


def state(hosts, job):
    return hosts.rows(f"SELECT state FROM jobs WHERE id = {job}")[0][0]

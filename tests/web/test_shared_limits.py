"""Limits are one for all processes and hosts by Redis; without it each process counts by itself, and says so."""

import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
from redis import StrictRedis

from surveys.web import limits
from tests.respondent import CONTENT, open_sheet, organization, send, sheet
from tests.servers import Redis, wait_until

NO_LIMIT = {"rate_soft": "1000 per hour", "rate_hard": "1000 per hour"}


class Way:
    """A connection that stays with one process of a server."""

    def __init__(self, server):
        self.connection = HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]), timeout=30)
        self.connection.connect()
        self.cookie = ""

    def ask(self, address, form=None):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        body = urlencode(form) if form else None
        self.connection.request("POST" if form else "GET", address, body, headers)
        answer = self.connection.getresponse()
        self.cookie = (answer.headers["Set-Cookie"] or self.cookie).partition(";")[0]
        return answer.status, answer.read().decode()

    def holder(self, processes):
        """Which of these processes has the connection's other end."""
        ours, theirs = self.connection.sock.getsockname()[1], self.connection.sock.getpeername()[1]
        ends = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        (socket,) = [end[9] for end in ends if end[1].endswith(f":{theirs:04X}") and end[2].endswith(f":{ours:04X}")]
        return next(one for one in processes if f"socket:[{socket}]" in open_files(one))


def open_files(process):
    return {str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()}


@pytest.fixture
def opened():
    """Opens connections, which are closed in the end."""
    with ExitStack() as closing:

        def open_one(server):
            way = Way(server)
            closing.callback(way.connection.close)
            return way

        yield open_one


def ways(server, opened):
    """A way to each process of a server; several are opened at once, so that no process takes all of them."""
    own = server.process.pid
    processes = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    found = {}

    def all_found():
        tried = [opened(server) for _ in range(4 * len(processes))]
        assert {way.ask("/healthz")[0] for way in tried} == {200}
        found.update({way.holder(processes): way for way in tried})
        return len(found) == len(processes)

    wait_until(all_found, lambda: "not every process answers")
    return list(found.values())


def submit(way, code):
    form = sheet(way.ask(f"/a/{code}")[1])
    return way.ask(form.action, form.fields | CONTENT)[0]


def sign_in(way):
    token = re.search(r'name="csrf_token" value="([^"]+)"', way.ask("/office/login")[1])[1]
    return way.ask("/office/login", {"csrf_token": token, "email": "nobody@example.org", "password": "wrong"})[0]


def test_limits_are_exact_over_all_processes_and_hosts(database, instance, serve, redis, opened):
    told = {
        "REDIS_URL": redis.url,
        "WEB_CONCURRENCY": "2",
        "SECRET_KEY": "the same on all of the hosts",
        "RATE_HARD": "7 per hour",
        "RATE_LOGIN_ACCOUNT": "3 per hour",
    }
    servers = [serve(**told)]
    if database == "postgresql":
        servers.append(serve(**told, INSTANCE_PATH=str(instance.with_name("another host"))))
    code = servers[0].flask("organizations").stdout.partition("\t")[0]
    each = [way for server in servers for way in ways(server, opened)]
    assert len(each) == 2 * len(servers)
    with ThreadPoolExecutor(len(each)) as people:
        answered = [
            status
            for statuses in people.map(lambda way: [submit(way, code) for _ in range(5)], each)
            for status in statuses
        ]
    assert (answered.count(303), answered.count(429)) == (7, len(answered) - 7)
    assert [sign_in(way) for way in islice(cycle(each), 5)] == [422, 422, 422, 429, 429]


@pytest.fixture
def code(session):
    return organization(session)


@pytest.fixture
def on_redis(make_app, redis):
    return lambda **changed: make_app(redis_url=redis.url, **(NO_LIMIT | changed)).test_client()


def submitted(client, code):
    return send(client, open_sheet(client, code)).status_code


def told(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json["limits"]


def is_used_again(client):
    wait_until(lambda: told(client) == (200, "ok"), lambda: "Redis is not used again")


@pytest.mark.database("sqlite")
def test_without_redis_a_process_counts_by_itself_and_goes_on_to_count_what_it_has_counted(
    tmp_path, make_app, code, capfd
):
    redis = Redis(tmp_path / "redis", password="geheim").start().ready()
    try:
        client = make_app(redis_url=redis.url, rate_hard="3 per hour").test_client()
        assert [submitted(client, code) for _ in range(4)] == [303, 303, 303, 429]
        assert told(client) == (200, "ok")
        redis.end()
        assert [submitted(client, code) for _ in range(2)] == [303, 303]
        assert told(client) == (200, "in this process only")
        redis.start().ready()
        is_used_again(client)
        assert [submitted(client, code) for _ in range(2)] == [303, 429], "two of them were counted meanwhile"
    finally:
        redis.end()
    said = capfd.readouterr().err
    assert (said.count("Redis is away"), said.count("in Redis again")) == (1, 1)
    assert "geheim" not in said


@pytest.mark.database("sqlite")
def test_a_redis_that_hangs_costs_one_wait_and_not_one_for_each_who_comes(on_redis, redis, code):
    client = on_redis()
    assert submitted(client, code) == 303
    forms = [open_sheet(client, code) for _ in range(24)]
    redis.end(signal.SIGSTOP)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda form: send(client.application.test_client(), form).status_code, forms))
    took = time.monotonic() - began
    assert answers == [303] * len(forms)
    assert took < 3, "in turn, four at once, they would have waited for three seconds"
    assert told(client) == (200, "in this process only")
    redis.end(signal.SIGCONT)
    is_used_again(client)


@pytest.mark.database("sqlite")
def test_a_redis_that_takes_no_counts_is_as_good_as_none(on_redis, redis, code):
    client = on_redis(rate_hard="2 per hour")
    with StrictRedis.from_url(redis.url) as own:
        own.config_set("maxmemory", 1)
        assert told(client) == (200, "in this process only")
        assert [submitted(client, code) for _ in range(3)] == [303, 303, 429]
        own.config_set("maxmemory", 0)
    is_used_again(client)


@pytest.mark.database("sqlite")
def test_a_password_that_is_wrong_by_now_makes_limits_looser_and_turns_nobody_away(tmp_path, make_app, code):
    redis = Redis(tmp_path / "redis", password="right").start().ready()
    try:
        client = make_app(redis_url=redis.url.replace("right", "wrong"), rate_hard="1 per hour").test_client()
        assert [submitted(client, code) for _ in range(2)] == [303, 429]
        assert told(client) == (200, "in this process only")
    finally:
        redis.end()


@pytest.mark.database("sqlite")
def test_whoever_is_refused_is_told_how_long_by_the_clock_of_redis(on_redis, code):
    client = on_redis(rate_hard="1 per 20 minutes")
    submitted(client, code)
    reply = send(client, open_sheet(client, code))
    assert reply.status_code == 429
    assert 1190 < int(reply.headers["Retry-After"]) <= 1200


@pytest.mark.database("sqlite")
def test_the_soft_limit_and_the_ceiling_for_everybody_are_counted_in_redis_as_well(on_redis, code):
    soft, everybody = {"rate_soft": "1 per hour"}, {"rate_global": "2 per hour"}
    assert submitted(on_redis(**soft), code) == 303
    assert submitted(on_redis(**soft), code) == 422
    assert [submitted(on_redis(**everybody), code) for _ in range(3)] == [303, 303, 422]


@pytest.mark.database("sqlite")
def test_two_installations_on_one_redis_do_not_count_together(tmp_path, make_app, databases, on_redis, redis, code):
    assert submitted(on_redis(rate_global="1 per hour"), code) == 303
    other = databases.instance(tmp_path / "other", "sqlite")
    client = make_app(redis_url=redis.url, rate_global="1 per hour", instance_path=str(other)).test_client()
    with client.application.app_context():
        code = organization(limits.db.session)
    assert submitted(client, code) == 303


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("where", ["in memory", "in Redis"])
def test_what_is_taken_back_later_than_it_counted_gives_no_further_attempt(make_app, redis, where):
    application = make_app(redis_url=redis.url if where == "in Redis" else "")
    with application.app_context():
        limits.take_back("2 per hour", "somebody")
        assert [limits.exceeded("2 per hour", "somebody") > 0 for _ in range(3)] == [False, False, True]
        limits.take_back("2 per hour", "somebody")
        limits.take_back("2 per hour", "somebody")
        assert limits.exceeded("2 per hour", "somebody") == 0

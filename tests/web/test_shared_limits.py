"""Limits hold over processes and hosts by Redis; without it each process counts by itself, and the service says so."""

import json
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.respondent import CONTENT, sheet
from tests.servers import wait_until


class Keeping(urllib.request.HTTPErrorProcessor):
    """Redirects and refusals are answers."""

    def http_response(self, _request, response):
        return response


BROWSER = urllib.request.build_opener(Keeping)


def ask(address, form=None):
    """The status of an answer, and its text; each over a connection of its own."""
    body = urllib.parse.urlencode(form).encode() if form else None
    with BROWSER.open(address, body, timeout=30) as answer:
        return answer.status, answer.read().decode()


def send(server, code):
    """The status that a filled questionnaire is answered with."""
    form = sheet(ask(f"{server.url}/a/{code}")[1])
    return ask(server.url + form.action, form.fields | CONTENT)[0]


def ready(server):
    status, told = ask(f"{server.url}/readyz")
    return status, json.loads(told)["limits"]


def code_of(server):
    return server.flask("organizations").stdout.partition("\t")[0]


@pytest.mark.database("postgresql")
def test_the_hard_limit_is_exact_over_two_hosts_with_two_processes_each(serve, redis):
    told = {"REDIS_URL": redis.url, "WEB_CONCURRENCY": "2", "RATE_HARD": "7 per hour"}
    hosts = [serve(**told), serve(**told)]
    code = code_of(hosts[0])
    statuses = [send(hosts[number % 2], code) for number in range(10)]
    assert statuses == [303] * 7 + [429] * 3


def test_two_processes_of_one_host_share_attempts_to_sign_in(serve, redis):
    server = serve(REDIS_URL=redis.url, WEB_CONCURRENCY="2", RATE_LOGIN_ACCOUNT="3 per hour")
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(Keeping, jar)

    def attempt():
        page = browser.open(f"{server.url}/office/login").read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"csrf_token": token, "email": "nobody@example.org", "password": "wrong"}
        return browser.open(f"{server.url}/office/login", urllib.parse.urlencode(form).encode()).status

    assert [attempt() for _ in range(5)] == [422, 422, 422, 429, 429]


def test_without_redis_each_process_counts_by_itself_says_so_and_comes_back(serve, redis):
    server = serve(REDIS_URL=redis.url, RATE_HARD="3 per hour")
    code = code_of(server)
    assert ready(server) == (200, "ok")
    redis.end()
    assert ready(server) == (200, "in this process only")
    assert [send(server, code) for _ in range(4)] == [303, 303, 303, 429]
    redis.start().ready()
    assert ready(server) == (200, "ok")
    assert send(server, code) == 303
    log = server.log.read_text()
    assert log.count("Redis is away") == 1
    assert log.count("in Redis again") == 1


def test_a_redis_that_hangs_costs_one_wait_and_not_one_for_each_request(serve, redis):
    server = serve(REDIS_URL=redis.url)
    code = code_of(server)
    assert send(server, code) == 303
    redis.end(signal.SIGSTOP)
    began = time.monotonic()
    assert [send(server, code) for _ in range(6)] == [303] * 6
    assert time.monotonic() - began < 4
    redis.end(signal.SIGCONT)
    wait_until(lambda: ready(server) == (200, "ok"), lambda: "Redis is not used again")

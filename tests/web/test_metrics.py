"""Metrics add up over the processes of a host, name nobody, and are for those who watch over the service only."""

import json
import os
import re
import signal
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text

from surveys.settings import ROOT
from surveys.store import jobs
from surveys.web.metrics import folder
from tests.respondent import CONTENT, open_sheet, organization, send, sheet
from tests.servers import wait_until
from tests.web.test_limits import solved

DEPLOY = ROOT / "deploy"
TOKEN = "a-token-of-some-length"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.4"}
NOON = datetime(2026, 3, 16, 9, tzinfo=UTC)


def ask(address, form=None):
    """What is answered to somebody who comes over a connection of their own, which is closed afterwards."""
    body = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(address, body, timeout=30) as answer:
        return answer.read().decode()


def told(page):
    """The numbers of a page of metrics, by name and labels."""
    return {name: float(value) for name, value in re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", page, re.MULTILINE)}


def total(page, name, **labels):
    """The sum of a metric over all that its other labels say."""
    said = [f'{label}="{value}"' for label, value in labels.items()]
    return sum(n for full, n in told(page).items() if full.partition("{")[0] == name and all(s in full for s in said))


def processes(page):
    return {int(pid) for pid in re.findall(r'^otklik_process_resident_bytes\{pid="(\d+)"\}', page, re.MULTILINE)}


def counted_in(pid):
    """The folder in which a process of a server counts: what it has mapped."""
    return Path(re.search(rf"(/\S+)/counter_{pid}\.db$", Path(f"/proc/{pid}/maps").read_text(), re.MULTILINE)[1])


def read(server):
    return ask(f"{server.url}/metrics")


@pytest.fixture
def code(session):
    return organization(session)


@pytest.fixture
def metrics(client):
    return lambda: client.get("/metrics").text


@pytest.mark.database("postgresql")
def test_counts_of_two_processes_add_up_and_outlive_both_of_them(serve):
    server = serve(WEB_CONCURRENCY="2", REDIS_URL=os.environ["TEST_REDIS"])
    code = server.flask("organizations").stdout.partition("\t")[0]
    for _time in range(4):
        form = sheet(ask(f"{server.url}/a/{code}"))
        assert 'id="thanks"' in ask(server.url + form.action, form.fields | CONTENT)
    for _time in range(20):
        ask(f"{server.url}/results/")
    workers = processes(read(server))
    assert len(workers) == 2
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(processes(read(server)) - workers) == 2, lambda: "nobody took the place of the killed")
    page = read(server)
    assert len(processes(page)) == 2
    assert total(page, "otklik_requests_total", route="/results/", method="GET", status="200") == 20
    assert total(page, "otklik_requests_total", route="/a/<code>", method="GET", status="200") == 4
    assert total(page, "otklik_requests_total", route="/a/<code>", method="POST", status="303") == 4
    assert total(page, "otklik_requests_total", route="/a/<code>/thanks", status="200") == 4
    assert total(page, "otklik_responses_total", channel="link", outcome="stored") == 4
    assert total(page, "otklik_submit_seconds_count") == 4
    assert total(page, "otklik_limits_shared") == 1
    assert 2 * 2**20 < min(n for name, n in told(page).items() if "resident" in name) < 2**30
    assert code not in page
    assert "127.0.0.1" not in page
    is_gone_with_the_server(server, processes(page).pop())


def is_gone_with_the_server(server, worker):
    """Where it counts nobody else may look, and there is room for all counts from the beginning."""
    place = counted_in(worker)
    assert place.stat().st_mode & 0o777 == 0o700
    for kind, size in folder.ROOM.items():
        assert (place / f"{kind}_{worker}.db").stat().st_blocks * 512 >= size
    server.process.terminate()
    server.process.wait(timeout=40)
    assert not place.exists()


@pytest.mark.database("sqlite")
def test_what_a_server_left_that_was_killed_the_next_one_deletes_but_nothing_of_a_living_one(serve, monkeypatch):
    monkeypatch.setenv(folder.VARIABLE, "")
    folder.begin()
    living = Path(os.environ[folder.VARIABLE])
    server = serve()
    (worker,) = processes(read(server))
    left = counted_in(worker)
    assert left != living
    for pid in (server.process.pid, worker):
        os.kill(pid, signal.SIGKILL)
    server.process.wait(timeout=10)
    wait_until(lambda: not folder._in_use(left), lambda: "the worker did not end")
    assert left.exists()
    folder.begin()
    assert living.exists()
    assert not left.exists()
    folder.end()
    living.rmdir()


@pytest.mark.database("sqlite")
def test_a_process_for_whose_counts_there_is_no_room_counts_by_itself(make_app, monkeypatch):
    monkeypatch.setenv(folder.VARIABLE, "")
    folder.begin()
    place = Path(os.environ[folder.VARIABLE])
    monkeypatch.setitem(folder.ROOM, "histogram", 2**60)
    folder.join()
    assert folder.VARIABLE not in os.environ
    client = make_app().test_client()
    client.get("/healthz")
    assert total(client.get("/metrics").text, "otklik_requests_total", route="/healthz") == 1
    place.rmdir()


def test_what_becomes_of_questionnaires_is_counted_by_channel(client, code, metrics, session):
    form = open_sheet(client, code, "?s=qr")
    assert [send(client, form).status_code for _time in range(2)] == [303, 303]
    assert send(client, form, CONTENT | {"q16": "Свет"}).status_code == 422
    session.execute(text("ALTER TABLE answer_tallies RENAME TO gone"))
    session.commit()
    assert send(client, open_sheet(client, code, "/embed")).status_code == 503
    page = metrics()
    counted = {name: n for name, n in told(page).items() if name.startswith("otklik_responses_total") and n}
    assert counted == {
        'otklik_responses_total{channel="qr",outcome="stored"}': 1,
        'otklik_responses_total{channel="qr",outcome="repeated"}': 1,
        'otklik_responses_total{channel="qr",outcome="different"}': 1,
        'otklik_responses_total{channel="embed",outcome="unavailable"}': 1,
    }
    assert total(page, "otklik_database_errors_total") == 1
    assert total(page, "otklik_submit_seconds_count") == 4


def test_limits_that_are_hit_and_proofs_of_work_are_counted(make_app, code):
    with time_machine.travel(NOON, tick=False) as clock:
        client = make_app(proof_cost="10", rate_soft="1 per hour", rate_hard="6 per hour").test_client()
        assert send(client, open_sheet(client, code)).status_code == 303
        asked = [send(client, open_sheet(client, code)) for _time in range(2)]
        assert send(client, sheet(asked[0].text), {"altcha": solved(asked[0].text)}).status_code == 303
        clock.shift(61)
        assert send(client, sheet(asked[1].text)).status_code == 303
        assert [send(client, open_sheet(client, code)).status_code for _time in range(2)] == [422, 429]
    page = client.get("/metrics").text
    assert {step: total(page, "otklik_proofs_total", step=step) for step in ("asked", "computed", "waited")} == {
        "asked": 3,
        "computed": 1,
        "waited": 1,
    }
    assert total(page, "otklik_limits_hit_total", limit="soft") == 3
    assert total(page, "otklik_limits_hit_total", limit="hard") == 1


def test_the_limits_of_everybody_and_of_signing_in_are_counted(make_app, code):
    client = make_app(rate_global="1 per minute", rate_login_account="1 per hour").test_client()
    assert [send(client, open_sheet(client, code)).status_code for _time in range(2)] == [303, 422]
    page = client.get("/office/login").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "email": "nobody@example.org", "password": "wrong"}
    assert [client.post("/office/login", data=form).status_code for _time in range(2)] == [422, 429]
    page = client.get("/metrics").text
    assert [total(page, "otklik_limits_hit_total", limit=limit) for limit in ("global", "login")] == [1, 1]


@pytest.mark.database("sqlite")
def test_every_answer_is_counted_and_nothing_that_a_visitor_makes_up(make_app, code):
    client = make_app(public_url="https://otklik.example.org").test_client()
    for _time in range(2):  # the second one is quick
        client.get(f"/a/{code}")
    client.get("/static/public.css").close()
    client.get("/nowhere-4711")
    client.get("/", headers={"Host": "evil.example"})
    client.open(f"/o/{code}", method="BREW")
    page = client.get("/metrics").text
    assert {name: n for name, n in told(page).items() if name.startswith("otklik_requests_total")} == {
        'otklik_requests_total{method="GET",route="/a/<code>",status="200"}': 2,
        'otklik_requests_total{method="GET",route="/static/<path:filename>",status="200"}': 1,
        'otklik_requests_total{method="GET",route="unknown",status="404"}': 1,
        'otklik_requests_total{method="GET",route="unknown",status="400"}': 1,
        'otklik_requests_total{method="other",route="unknown",status="405"}': 1,
    }
    for made_up in (code, "4711", "evil", "BREW"):
        assert made_up not in page


def test_the_queue_of_long_work_is_told_and_a_database_that_is_away(client, session, metrics):
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(3):
            jobs.ask(session, kind="responses", title=f"№ {number}", parameters={}, asked_by="anna@example.org")
        jobs.take_next(session)
        clock.shift(90)
        page = metrics()
    sizes = {state: total(page, "otklik_jobs", state=state) for state in ("waiting", "running", "done", "failed")}
    assert sizes == {"waiting": 2, "running": 1, "done": 0, "failed": 0}
    assert told(page)["otklik_oldest_job_seconds"] == 90
    assert told(page)["otklik_database_up"] == 1
    assert "anna" not in page
    session.execute(text("ALTER TABLE jobs RENAME TO gone"))
    session.commit()
    assert told(metrics())["otklik_database_up"] == 0


@pytest.mark.database("sqlite")
def test_limits_that_are_not_shared_any_more_are_told(make_app, redis):
    client = make_app(redis_url=redis.url).test_client()
    assert told(client.get("/metrics").text)["otklik_limits_shared"] == 1
    redis.end()
    assert told(client.get("/metrics").text)["otklik_limits_shared"] == 0
    redis.start().ready()
    wait_until(
        lambda: told(client.get("/metrics").text)["otklik_limits_shared"] == 1, lambda: "Redis is not used again"
    )


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("headers", "peer", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "::ffff:127.0.0.1", 200),
        ({}, "198.51.100.4", 403),
        ({}, "", 403),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
        ({"X-Forwarded-Port": "443"}, "127.0.0.1", 403),
        ({"X-Real-IP": "127.0.0.1"}, "127.0.0.1", 403),
        ({"Forwarded": "for=127.0.0.1"}, "127.0.0.1", 403),
        ({"X-Forwarded-For": "203.0.113.7"} | SHOWN, "127.0.0.1", 200),
        (SHOWN, "198.51.100.4", 200),
        ({"Authorization": f"Bearer {TOKEN[:-1]}"}, "198.51.100.4", 403),
        ({"Authorization": "Bearer "}, "198.51.100.4", 403),
        ({"Authorization": f"Basic {TOKEN}"}, "198.51.100.4", 403),
        ({"Authorization": "Bearer \xe9"}, "198.51.100.4", 403),
    ],
)
@pytest.mark.parametrize("hops", ["0", "1"])
def test_who_may_read_them(make_app, headers, peer, status, hops):
    client = make_app(metrics_token=TOKEN, trusted_proxy_hops=hops).test_client()
    answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    assert answer.status_code == status
    assert ("otklik_" in answer.text) == (status == 200)
    assert "METRICS_TOKEN" in answer.text or status == 200


@pytest.mark.database("sqlite")
def test_without_a_token_nobody_elsewhere_reads_them(client):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}, SHOWN):
        assert client.get("/metrics", headers=headers, environ_overrides=ELSEWHERE).status_code == 403


@pytest.mark.database("sqlite")
def test_the_dashboard_and_the_alerts_ask_for_what_there_is(client):
    client.get("/metrics")  # is counted by the next time
    page = client.get("/metrics").text
    there = {name.partition("{")[0] for name in told(page)}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    chosen = [variable["definition"] for variable in dashboard["templating"]["list"] if variable["type"] == "query"]
    alerts = re.findall(r"^ +expr: (.+)$", (DEPLOY / "prometheus-alerts.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(shown) > 20
    assert len(alerts) > 8
    for asked in [*shown, *chosen, *alerts]:
        names = set(re.findall(r"\botklik_\w+", asked))
        assert names <= there, names - there
        assert names or 'up{job="otklik"}' in asked
        for said in re.findall(r'\b(?:channel|outcome|limit|step|state)="\w+"', asked):
            assert said in page, asked


@pytest.mark.database("sqlite")
def test_the_dashboard_shows_every_metric_and_says_its_units(client):
    dashboard = (DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8")
    named = set(re.findall(r"^# HELP (otklik_\w+)", client.get("/metrics").text, re.MULTILINE))
    assert {name for name in named if name not in dashboard} == set()
    panels = json.loads(dashboard)["panels"]
    assert [panel["title"] for panel in panels if panel["type"] == "row"] == [
        "Respondents",
        "Limits",
        "Office work",
        "Hosts",
    ]
    for panel in panels:
        assert panel["type"] == "row" or panel["fieldConfig"]["defaults"]["unit"], panel["title"]
    assert len({panel["id"] for panel in panels}) == len(panels)

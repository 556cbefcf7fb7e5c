"""Metrics add up over the processes of a host, name nobody, and are for those who watch over the service only."""

import json
import re
from pathlib import Path

import pytest

from tests.web.test_shared_limits import ask, code_of, send

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
TOKEN = "a-token-of-some-length"


def counts(text):
    """The numbers of a page of metrics, by name and labels."""
    return {name: float(value) for name, value in re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", text, re.MULTILINE)}


def total(text, start, **labels):
    """The sum of a metric over all that its other labels say."""
    said = [f'{name}="{value}"' for name, value in labels.items()]
    return sum(
        number for name, number in counts(text).items() if name.startswith(start) and all(s in name for s in said)
    )


def test_two_processes_add_up(serve, redis):
    server = serve(WEB_CONCURRENCY="2", REDIS_URL=redis.url, RATE_HARD="4 per hour")
    code = code_of(server)
    assert [send(server, code) for _ in range(6)] == [303] * 4 + [429] * 2
    for _ in range(20):
        ask(f"{server.url}/results/")
    text = ask(f"{server.url}/metrics")[1]
    assert total(text, "otklik_requests_total", route="/results/", status="200") == 20
    assert total(text, "otklik_requests_total", route="/a/<code>", method="GET") == 6
    assert total(text, "otklik_requests_total", route="/a/<code>", method="POST", status="303") == 4
    assert total(text, "otklik_responses_total", channel="link", outcome="stored") == 4
    assert total(text, "otklik_limits_hit_total", limit="hard") == 2
    assert total(text, "otklik_submit_seconds_count") == 6
    assert counts(text)["otklik_limits_shared"] == 1
    assert counts(text)["otklik_database_up"] == 1
    assert code not in text
    assert "127.0.0.1" not in text


def test_a_proof_that_was_asked_for_and_waited_for_is_counted(make_app, session):
    from tests.respondent import open_sheet, organization, sheet
    from tests.respondent import send as send_form

    client = make_app(min_fill_seconds="60", wait_seconds="0").test_client()
    code = organization(session)
    before = client.get("/metrics").text
    asked = send_form(client, open_sheet(client, code))
    assert asked.status_code == 422
    assert send_form(client, sheet(asked.text)).status_code == 303
    after = client.get("/metrics").text
    for step in ("asked", "waited"):
        assert total(after, "otklik_proofs_total", step=step) - total(before, "otklik_proofs_total", step=step) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.7"}, 403),
        ({"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {TOKEN}"}, 200),
        ({"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {TOKEN[:-1]}"}, 403),
        ({"Forwarded": "for=203.0.113.7"}, 403),
    ],
)
def test_who_may_read_them(make_app, headers, status):
    assert make_app(metrics_token=TOKEN).test_client().get("/metrics", headers=headers).status_code == status


def test_from_another_machine_one_needs_the_token(make_app):
    client = make_app().test_client()
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "198.51.100.4"}).status_code == 403
    with_nothing = client.get(
        "/metrics", environ_overrides={"REMOTE_ADDR": "198.51.100.4"}, headers={"Authorization": "Bearer "}
    )
    assert with_nothing.status_code == 403


def test_the_dashboard_and_the_alerts_ask_for_metrics_that_there_are(serve, redis):
    server = serve(REDIS_URL=redis.url)
    send(server, code_of(server))
    text = ask(f"{server.url}/metrics")[1]
    there = set(re.findall(r"^# TYPE (\w+) \w+$", text, re.MULTILINE))
    there |= {f"{name}{end}" for name in there for end in ("_total", "_bucket", "_count", "_sum")}
    asked = (DEPLOY / "grafana-dashboard.json").read_text() + (DEPLOY / "prometheus-alerts.yml").read_text()
    wanted = set(re.findall(r"otklik_\w+", asked))
    assert wanted
    assert wanted <= there
    assert json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]

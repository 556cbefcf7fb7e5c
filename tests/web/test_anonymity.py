"""Nothing ties a response to a person: not in rows, logs, exports or copies; public pages set no cookie."""

import gzip
import http.client
import re
import sqlite3
import time
import urllib.parse

import pytest

from tests.respondent import CONTENT, organization, sheet

ADDRESS = "203.0.113.77"
AGENT = "Tell-Tale-Browser/7.7"
REFERER = "https://tell-tale.example/page"

PUBLIC = ["/", "/?q=дом", "/privacy", "/accessibility", "/results/", "/healthz", "/nowhere"]


@pytest.fixture
def code(session):
    return organization(session)


def test_no_public_page_sets_a_cookie_or_asks_another_host(client, code):
    for path in [*PUBLIC, f"/a/{code}", f"/a/{code}/thanks", f"/o/{code}", f"/a/{code}?lang=en&view=contrast"]:
        reply = client.get(path)
        assert "Set-Cookie" not in reply.headers, path
        assert "Cookie" not in reply.headers.get("Vary", ""), path
        assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", reply.text), path
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"], path
        assert "unsafe" not in reply.headers["Content-Security-Policy"], path


def test_a_cookie_that_somebody_sends_changes_nothing(client, code):
    client.set_cookie("otklik_office", "x")
    assert client.get(f"/a/{code}").status_code == 200


def ask(server, method, path, body=None):
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    headers = {"X-Forwarded-For": ADDRESS, "User-Agent": AGENT, "Referer": REFERER}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    return reply.status, text.decode()


def test_address_agent_referer_and_minute_are_nowhere_after_a_response(serve, tmp_path):
    server = serve(TRUSTED_PROXY_HOPS="1")
    code = server.flask("organizations").stdout.split("\t")[0]
    _, page = ask(server, "GET", f"/a/{code}?s=qr")
    form = sheet(page)
    before = int(time.time())
    status, _ = ask(server, "POST", form.action, urllib.parse.urlencode(form.fields | CONTENT))
    assert status == 303
    ask(server, "POST", form.action, "q16=%ff")
    ask(server, "GET", "/nowhere")
    copy, table = tmp_path / "copy.sqlite", tmp_path / "responses.csv"
    assert server.flask("backup", str(copy)).returncode == 0
    assert server.flask("export", "responses", "--assessment", "1", "--output", str(table)).returncode == 0

    kept = [path for path in [*server.instance.rglob("*"), copy, table] if path.is_file()]
    assert len(kept) >= 4
    everything = {path.name: path.read_bytes() for path in kept} | {"log": server.log.read_bytes()}
    moments = [str(second).encode() for second in range(before - 2, int(time.time()) + 3)]
    nonce = form.fields["ticket"].encode()
    for name, content in everything.items():
        for trace in (ADDRESS.encode(), AGENT.encode(), REFERER.encode(), nonce, *moments):
            assert trace not in content, (name, trace)
    minute = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(before))
    assert not [line for line in everything["log"].decode().splitlines() if minute in line and "gunicorn" not in line]


def test_a_copy_holds_no_passing_key_and_no_secret(serve, tmp_path):
    server = serve()
    code = server.flask("organizations").stdout.split("\t")[0]
    form = sheet(ask(server, "GET", f"/a/{code}")[1])
    ask(server, "POST", form.action, urllib.parse.urlencode(form.fields | CONTENT))
    with sqlite3.connect(server.instance / "otklik.sqlite") as live:
        secrets = [secret for (secret,) in live.execute("SELECT secret FROM passing_keys")]
    assert len(secrets) == 2
    copy = tmp_path / "copy.sqlite"
    server.flask("backup", str(copy))
    content = copy.read_bytes()
    assert not [secret for secret in secrets if secret in content]
    assert (server.instance / "secret").read_bytes().strip() not in content
    assert copy.stat().st_mode & 0o077 == 0


def test_rows_lie_on_the_disk_in_no_order_of_arrival(server):
    code = server.flask("organizations").stdout.split("\t")[0]
    for _ in range(6):
        form = sheet(ask(server, "GET", f"/a/{code}")[1])
        status, _ = ask(server, "POST", form.action, urllib.parse.urlencode(form.fields | CONTENT))
        assert status == 303
    with sqlite3.connect(server.instance / "otklik.sqlite") as live:
        ids = [id_ for (id_,) in live.execute("SELECT id FROM responses")]
        assert ids == sorted(ids)
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            live.execute("SELECT rowid FROM responses")


def test_the_whole_questionnaire_weighs_at_most_30_kilobytes(server):
    code = server.flask("organizations").stdout.split("\t")[0]
    weights = {}
    paths = [f"/a/{code}"]
    for path in paths:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        weights[path] = len(body) + len(str(reply.headers))
        if path == paths[0]:
            page = gzip.decompress(body).decode()
            paths += re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(/[^"]+)"', page)
        assert reply.headers["Content-Encoding"] == "gzip" or len(body) < 600, path
    assert len(weights) >= 3
    assert sum(weights.values()) <= 30_000, weights

"""Nothing ties a response to a person: not in rows, logs, exports or copies; public pages set no cookie."""

import gzip
import http.client
import json
import re
import sqlite3
import time
import urllib.parse
from contextlib import closing

import pytest
from sqlalchemy import create_engine, inspect, select

from models import PassingKey
from tests.databases import environment
from tests.respondent import CONTENT, open_sheet, organization, send, sheet

ADDRESS = "203.0.113.77"
AGENT = "Tell-Tale-Browser/7.7"
REFERER = "https://tell-tale.example/page"

CONTENT_OF_A_RESPONSE = json.dumps({"q1": "yes", "q2": "yes"})[1:-1].encode()

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


def engine_of(instance):
    return create_engine(environment(instance).get("DATABASE_URL", f"sqlite:///{instance / 'otklik.sqlite'}"))


def dumped(engine, *tables):
    """All rows of these tables (of all that there are), as PostgreSQL writes them out."""
    found = {}
    with engine.connect() as connection:
        for name in tables or inspect(connection).get_table_names():
            with connection.connection.cursor().copy(f"COPY {name} TO STDOUT") as copy:
                found[f"table {name}"] = b"".join(bytes(part) for part in copy)
    engine.dispose()
    return found


def test_address_agent_referer_and_minute_are_nowhere_after_a_response(serve, tmp_path, database):
    server = serve(TRUSTED_PROXY_HOPS="1")
    told_at_start = len(server.log.read_text())
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
    everything = {path.name: path.read_bytes() for path in kept} | {"log": server.log.read_bytes()}
    if database == "postgresql":
        everything |= dumped(engine_of(server.instance))
    assert sum(CONTENT_OF_A_RESPONSE in content for content in everything.values()) == 2, "the database and the copy"
    moments = [str(second).encode() for second in range(before - 2, int(time.time()) + 3)]
    nonce = form.fields["ticket"].encode()
    for name, content in everything.items():
        for trace in (ADDRESS.encode(), AGENT.encode(), REFERER.encode(), nonce, *moments):
            assert trace not in content, (name, trace)
    minute = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(before))
    told_since = everything["log"].decode()[told_at_start:].splitlines()
    assert not [line for line in told_since if minute in line and "gunicorn" not in line]


@pytest.mark.database("postgresql")
def test_what_postgresql_holds_of_a_response_has_no_time_of_day(client, instance, code):
    assert send(client, open_sheet(client, code)).status_code == 303
    held = dumped(engine_of(instance), "responses", "answer_tallies", "day_tallies")
    assert all(held.values())
    for name, content in held.items():
        assert not re.search(rb"\d\d:\d\d", content), name


def test_a_copy_holds_no_passing_key_and_no_secret(serve, tmp_path):
    server = serve()
    code = server.flask("organizations").stdout.split("\t")[0]
    form = sheet(ask(server, "GET", f"/a/{code}")[1])
    ask(server, "POST", form.action, urllib.parse.urlencode(form.fields | CONTENT))
    with engine_of(server.instance).connect() as live:
        secrets = [bytes(secret) for secret in live.scalars(select(PassingKey.secret))]
        live.connection.invalidate()
    assert len(secrets) == 2
    copy = tmp_path / "copy.sqlite"
    server.flask("backup", str(copy))
    content = copy.read_bytes()
    assert CONTENT_OF_A_RESPONSE in content
    assert not [secret for secret in secrets if secret in content]
    assert (server.instance / "secret").read_bytes().strip() not in content
    assert copy.stat().st_mode & 0o077 == 0


def in_the_order_of_ids(file):
    """Whether responses lie in a file of SQLite's in the order of their ids, and have no other number."""
    with closing(sqlite3.connect(file)) as opened:
        ids = [id_ for (id_,) in opened.execute("SELECT id FROM responses")]
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            opened.execute("SELECT rowid FROM responses")
    return len(ids) == 6 and ids == sorted(ids)


def test_rows_lie_in_a_file_in_no_order_of_arrival(client, runner, instance, tmp_path, database, code):
    for _ in range(6):
        assert send(client, open_sheet(client, code)).status_code == 303
    copy = tmp_path / "copy.sqlite"
    runner.invoke(args=["backup", str(copy)])
    assert in_the_order_of_ids(copy)
    if database == "sqlite":
        assert in_the_order_of_ids(instance / "otklik.sqlite")


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

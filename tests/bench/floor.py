"""The floor: what a bare Flask application does on the same server, with the same bytes and the same disk.

This module is both the application and gunicorn's settings for it, which are those of `surveys/web/server.py`.
PAGE is a file with the page to return, ROWS the database to write (a SQLite file or an address of PostgreSQL), STATIC
a folder of static files; PORT, WEB_THREADS and WEB_CONCURRENCY are as in the service.
"""

import json
import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, redirect, request

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = int(os.environ["WEB_THREADS"])
keepalive = 15
accesslog = None
control_socket_disable = True
wsgi_app = "tests.bench.floor:app"

BUSY_SECONDS = 30
"""Long, because its threads wait for each other in SQLite's own way, in which one may be passed over for seconds."""

ON_POSTGRESQL = os.environ["ROWS"].startswith("postgresql://")
TABLE = "CREATE TABLE IF NOT EXISTS floor_rows (id {} PRIMARY KEY, answers TEXT NOT NULL)"
INSERT = "INSERT INTO floor_rows (answers) VALUES ({})"

app = Flask(__name__, static_folder=os.environ.get("STATIC"))
page = Path(os.environ["PAGE"]).read_bytes()
_own = threading.local()


def when_ready(_server: object) -> None:
    """Make the table before there are several who could."""
    if os.environ["ROWS"]:
        connection()
        _own.connection.close()
        del _own.connection


def connection() -> Any:
    """This thread's connection, as durable as the service's: flushed at every commit."""
    if not hasattr(_own, "connection"):
        _own.connection = opened = _on_postgresql() if ON_POSTGRESQL else _on_sqlite()
        opened.execute(TABLE.format("BIGINT GENERATED ALWAYS AS IDENTITY" if ON_POSTGRESQL else "INTEGER"))
    return _own.connection


def _on_sqlite() -> sqlite3.Connection:
    opened = sqlite3.connect(os.environ["ROWS"], timeout=BUSY_SECONDS, isolation_level=None)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("PRAGMA synchronous=FULL")
    return opened


def _on_postgresql() -> psycopg.Connection:
    return psycopg.connect(os.environ["ROWS"], autocommit=True, options="-c synchronous_commit=on")


@app.get("/page")
def show() -> Response:
    """The same bytes as the questionnaire."""
    return Response(page, mimetype="text/html")


@app.post("/row")
def store() -> object:
    """One row with what came in, unchecked; the statement is its own transaction."""
    connection().execute(INSERT.format("%s" if ON_POSTGRESQL else "?"), (json.dumps(request.form),))
    return redirect("/page", 303)

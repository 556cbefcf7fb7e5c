"""The floor: what a bare Flask application does on the same server, with the same bytes and the same disk.

This module is both the application and gunicorn's settings for it, which are those of `surveys/web/server.py`.
PAGE is a file with the page to return, ROWS the database to write, STATIC a folder of static files; PORT and
WEB_THREADS are as in the service.
"""

import json
import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, redirect, request

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 1
worker_class = "gthread"
threads = int(os.environ["WEB_THREADS"])
keepalive = 15
accesslog = None
control_socket_disable = True
wsgi_app = "tests.bench.floor:app"

BUSY_SECONDS = 30
"""Long, because its threads wait for each other in SQLite's own way, in which one may be passed over for seconds."""

app = Flask(__name__, static_folder=os.environ.get("STATIC"))
page = Path(os.environ["PAGE"]).read_bytes()
_own = threading.local()


def connection() -> sqlite3.Connection:
    """This thread's connection, as durable as the service's: the write-ahead log, flushed at every commit."""
    if not hasattr(_own, "connection"):
        opened = sqlite3.connect(os.environ["ROWS"], timeout=BUSY_SECONDS, isolation_level=None)
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA synchronous=FULL")
        opened.execute("CREATE TABLE IF NOT EXISTS responses (id INTEGER PRIMARY KEY, answers TEXT NOT NULL)")
        _own.connection = opened
    return _own.connection


@app.get("/page")
def show() -> Response:
    """The same bytes as the questionnaire."""
    return Response(page, mimetype="text/html")


@app.post("/row")
def store() -> object:
    """One row with what came in, unchecked; the statement is its own transaction."""
    connection().execute("INSERT INTO responses (answers) VALUES (?)", (json.dumps(request.form),))
    return redirect("/page", 303)

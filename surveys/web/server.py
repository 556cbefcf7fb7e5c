"""How gunicorn serves us: one process with threads, no access log, dead keys destroyed while it runs."""

import gc
import threading
from datetime import UTC, datetime
from typing import Any

import structlog
from gunicorn.glogging import Logger

from surveys import logs, settings
from surveys.extensions import db
from surveys.store import database, keys, traces
from surveys.store.database import Unavailable
from surveys.web import desk, publication
from surveys.web.counters import counters
from surveys.web.metrics import folder
from surveys.web.office import registry_import, worker

_chosen = settings.read()

bind = f"{_chosen.host}:{_chosen.port}"
workers = _chosen.web_concurrency
worker_class = "gthread"
threads = _chosen.web_threads
keepalive = 15
timeout = 60
graceful_timeout = 30
accesslog = None  # an access log would keep the address and the minute of every respondent
control_socket_disable = True
limit_request_line = 2000
wsgi_app = "app:create_app()"

HOUSEKEEPING_SECONDS = 600

PATIENCE_SECONDS = 30
"""How long a statement for a page of the office may take; what visitors wait for has less time (`store/direct.py`)."""


class QuietLogger(Logger):
    """Gunicorn's own messages, in our form and without what they would tell of respondents."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to our own logs."""
        logs.set_up()
        self.error_log.propagate = True
        self.error_log.handlers = []
        self.loglevel = self.LOG_LEVELS.get(cfg.loglevel.lower(), 20)
        self.error_log.setLevel(self.loglevel)


logger_class = QuietLogger


def on_starting(_server: Any) -> None:
    """Let the processes that are to come count together."""
    folder.begin()


def post_fork(_server: Any, _worker: Any) -> None:
    """Take part in it, before the application is made."""
    folder.join()


def child_exit(_server: Any, worker: Any) -> None:
    """Keep what a process counted that has ended, and nothing of its state."""
    folder.leave(worker.pid)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    folder.end()


def post_worker_init(worker: Any) -> None:
    """Start the worker's housekeeping beside its requests."""
    gc.collect()
    gc.freeze()  # what was made at the start stays to the end: the collector need not look through it ever again
    gc.set_threshold(2_000, 20, 20)  # not several times in a request, and in pieces that nobody has to wait for
    application = worker.app.callable
    with application.app_context():
        database.hurry(db.engine, PATIENCE_SECONDS)
    threading.Thread(target=_keep_house, args=(application,), name="housekeeping", daemon=True).start()


def _keep_house(application: Any) -> None:
    pause = threading.Event()
    while True:
        try:
            with application.app_context():
                counters().sweep()
                keys.destroy_dead(db.engine, datetime.now(UTC))
                traces.erase(db.engine)
                registry_import.forget_old()
                worker.keep_up(db.session, application.extensions["settings"])
                application.extensions["receptions"].learn(db.engine, desk.today())
                publication.warm()
        except Unavailable:
            structlog.get_logger("otklik").warning("dead keys could not be destroyed yet")
        except Exception as error:
            structlog.get_logger("otklik").error("housekeeping failed", exc_info=error)
        pause.wait(HOUSEKEEPING_SECONDS)

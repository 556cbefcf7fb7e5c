"""The worker: a process of its own, `flask work`, which the office starts when there is something to do."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from surveys.settings import ROOT, Settings
from surveys.store import jobs

COMMAND = [sys.executable, "-m", "flask", "--app", "app", "work"]
LARGEST_LOG = 1_000_000
CALM = 10
"""How far the worker stands back behind those who fill questionnaires in (as `nice`)."""


def keep_up(session: Session, settings: Settings) -> None:
    """See to it that a worker runs if there is something to do, or to clear away."""
    results = settings.instance_path / "results"
    if jobs.unfinished(session) or jobs.any_old(session, datetime.now(UTC)) or jobs.strays(session, results):
        start(settings)


def start(settings: Settings) -> None:
    """Start a worker that outlives us; one that finds another at work ends by itself."""
    log = settings.instance_path / "worker.log"
    with suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.unlink()
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603
            COMMAND,
            cwd=ROOT,
            env=os.environ | environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=handle,
            start_new_session=True,
        )
    finally:
        os.close(handle)
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, CALM)
    threading.Thread(target=process.wait, name="worker's end", daemon=True).start()  # so that no zombie stays


def environment(settings: Settings) -> dict[str, str]:
    """The settings that are not the default ones, as environment variables. The secret is where it always is."""
    changed = settings.model_dump(exclude_defaults=True, exclude={"secret_key"})
    return {name.upper(): str(value) for name, value in changed.items() if str(value)}

"""The service with a clock that can be set: its own, never the machine's. What it measures waits by goes on as it is.

A file, named by the environment, says by how many seconds it is wrong.
"""

import os
import threading
import time
from pathlib import Path
from typing import Any

import time_machine
from time_machine import escape_hatch

from surveys.web import server
from surveys.web.server import *  # noqa: F403

OFFSET = Path(os.environ["CLOCK_OFFSET"])
LOOK_SECONDS = 0.02


def post_worker_init(worker: Any) -> None:
    """Set the worker's clock before it begins, and whenever the file says something else."""
    set_ = time_machine.travel(time.time() + float(OFFSET.read_text()), tick=True).start()

    def follow() -> None:
        known = OFFSET.read_text()
        while True:
            time.sleep(LOOK_SECONDS)
            if (said := OFFSET.read_text()) != known:
                known = said
                set_.move_to(escape_hatch.time.time() + float(said))

    threading.Thread(target=follow, name="clock", daemon=True).start()
    server.post_worker_init(worker)

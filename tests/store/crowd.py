"""People who send questionnaires at the same moment, by several processes with threads, as on several hosts.

`python -m tests.store.crowd` is one of the processes: it is told what to send and answers with what came back.
"""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from tests.databases import environment

PROCESSES = 2
PLENTY = "100000 per hour"
SETTINGS = {"MIN_FILL_SECONDS": "0", "RATE_SOFT": PLENTY, "RATE_HARD": PLENTY, "RATE_GLOBAL": PLENTY}

Post = tuple[str, dict[str, str]]
"""An address and the fields of a form."""


@dataclass
class Crowd:
    """Processes that are told what to send, wait for the word, and then send all at once."""

    processes: list[subprocess.Popen[str]]

    def gather(self, instance: Path, posts: list[Post], threads: int) -> None:
        """Share out what is to be sent; each process has so many threads."""
        told = {"INSTANCE_PATH": str(instance)} | SETTINGS | environment(instance)
        for number, process in enumerate(self.processes):
            _tell(process, [told, posts[number :: len(self.processes)], threads])
        for process in self.processes:
            assert _told(process) == "ready"

    def go(self) -> None:
        """Let them send."""
        for process in self.processes:
            _tell(process, "go")

    @property
    def is_busy(self) -> bool:
        """Whether one of them is still sending."""
        waiting = [process.stdout for process in self.processes]
        return len(select.select(waiting, [], [], 0)[0]) < len(waiting)

    def answers(self) -> list[int]:
        """The status of each answer, once all are there."""
        return [status for process in self.processes for status in _told(process)]


def _tell(process: subprocess.Popen[str], what: object) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()


def _told(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


@contextmanager
def crowd() -> Iterator[Crowd]:
    """A crowd for several occasions."""
    pipe = subprocess.PIPE
    program = [sys.executable, "-m", "tests.store.crowd"]
    processes = [subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True) for _ in range(PROCESSES)]
    try:
        yield Crowd(processes)
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _sent(application: Flask, post: Post) -> int:
    address, fields = post
    return application.test_client().post(address, data=fields).status_code


def main() -> None:
    """Be one of the processes."""
    from app import create_app
    from surveys import settings
    from tests.conftest import close

    def tell(what: object) -> None:
        print(json.dumps(what), flush=True)

    for line in sys.stdin:
        told, posts, number = json.loads(line)
        application = create_app(settings.read(told))
        send = partial(_sent, application)
        with ThreadPoolExecutor(number) as threads:
            tell("ready")
            sys.stdin.readline()
            tell(list(threads.map(send, posts)))
        close(application)


if __name__ == "__main__":
    main()

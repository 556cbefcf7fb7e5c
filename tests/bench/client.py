"""A light load generator: sends requests over raw sockets, a new connection each, a fixed number at a time.

Run as a process of its own: a JSON job on standard input, a JSON report on standard output. It does as little as
it can for a request, so that the server is the one that is busy.
"""

import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

PATIENCE_SECONDS = 30


@dataclass
class Report:
    """What came of a job. `waits` are the milliseconds of each request, from connecting to the last byte."""

    seconds: float
    cpu_seconds: float
    waits: list[float]
    statuses: dict[str, int]
    answers: list[str]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.waits) / self.seconds


@dataclass
class Exchange:
    """A request that is under way."""

    socket: socket.socket
    began: float
    answer: bytes = b""


def run(port: int, requests: list[bytes], at_once: int) -> tuple[list[float], list[bytes]]:
    """Send all requests, `at_once` at a time; the wait for each answer, and the answers, in the order they ended."""
    waiting = iter(requests)
    poll = select.epoll()
    under_way: dict[int, Exchange] = {}
    waits: list[float] = []
    answers: list[bytes] = []
    give_up = time.monotonic() + PATIENCE_SECONDS
    for _ in range(at_once):
        _begin(port, waiting, poll, under_way)
    while under_way and time.monotonic() < give_up:
        for number, _events in poll.poll(1):
            exchange = under_way[number]
            piece = _received(exchange.socket)
            exchange.answer += piece
            if not piece:
                waits.append((time.perf_counter() - exchange.began) * 1000)
                answers.append(exchange.answer)
                poll.unregister(number)
                exchange.socket.close()
                del under_way[number]
                _begin(port, waiting, poll, under_way)
    return waits, answers


def _begin(port: int, waiting: Iterator[bytes], poll: select.epoll, under_way: dict[int, Exchange]) -> None:
    request = next(waiting, None)
    if request is None:
        return
    began = time.perf_counter()
    opened = socket.create_connection(("127.0.0.1", port))
    opened.sendall(request)
    under_way[opened.fileno()] = Exchange(opened, began)
    poll.register(opened, select.EPOLLIN)


def _received(opened: socket.socket) -> bytes:
    try:
        return opened.recv(65536)
    except ConnectionError:
        return b""  # what came so far is judged by its status


def main() -> None:
    """Do the job on standard input and report."""
    job = json.load(sys.stdin)
    requests = [text.encode() for text in job["requests"]] * job["times"]
    began, cpu = time.perf_counter(), time.process_time()
    waits, answers = run(job["port"], requests, job["at_once"])
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    statuses = Counter(answer[9:12].decode(errors="replace") for answer in answers)
    kept = [answer.decode("latin-1") for answer in answers] if job["keep"] else []
    json.dump(asdict(Report(seconds, cpu, waits, dict(statuses), kept)), sys.stdout)


if __name__ == "__main__":
    main()

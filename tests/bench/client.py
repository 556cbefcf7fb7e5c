"""A light load generator: sends requests over raw sockets, a new connection each, a fixed number at a time.

Run as a process of its own: a JSON job on standard input, a JSON report on standard output. It does as little as
it can for a request, so that the server is the one that is busy.
"""

import json
import select
import socket
import sys
import time
from dataclasses import asdict, dataclass

PATIENCE_SECONDS = 30


@dataclass
class Report:
    """What came of a job: of each request the milliseconds from connecting to the last byte, and the status."""

    seconds: float
    cpu_seconds: float
    waits: list[float]
    statuses: list[str]
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


def run(port: int, requests: list[bytes], at_once: int, rate: float = 0.0) -> tuple[list[float], list[bytes]]:
    """Send all requests; the wait for each answer, and the answers, in the order they ended.

    Without a rate `at_once` are always under way; with one, so many a second are begun (while fewer than `at_once` are
    under way), and each waits from the moment at which it was due.
    """
    poll = select.epoll()
    under_way: dict[int, Exchange] = {}
    waits: list[float] = []
    answers: list[bytes] = []
    began, sent = time.perf_counter(), 0
    give_up = began + PATIENCE_SECONDS + (len(requests) / rate if rate else 0)
    while (under_way or sent < len(requests)) and time.perf_counter() < give_up:
        now = time.perf_counter()
        while sent < len(requests) and len(under_way) < at_once and (not rate or began + sent / rate <= now):
            _begin(port, requests[sent], began + sent / rate if rate else time.perf_counter(), poll, under_way)
            sent += 1
        for number, _events in poll.poll(_pause(began, sent, rate)):
            exchange = under_way[number]
            piece = _received(exchange.socket)
            exchange.answer += piece
            if not piece:
                waits.append((time.perf_counter() - exchange.began) * 1000)
                answers.append(exchange.answer)
                poll.unregister(number)
                exchange.socket.close()
                del under_way[number]
    return waits, answers


def _pause(began: float, sent: int, rate: float) -> float:
    return max(0.0, began + sent / rate - time.perf_counter()) if rate else 1.0


def _begin(port: int, request: bytes, due: float, poll: select.epoll, under_way: dict[int, Exchange]) -> None:
    opened = socket.create_connection(("127.0.0.1", port))
    opened.sendall(request)
    under_way[opened.fileno()] = Exchange(opened, due)
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
    waits, answers = run(job["port"], requests, job["at_once"], job["rate"])
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    statuses = [answer[9:12].decode(errors="replace") for answer in answers]
    kept = [answer.decode("latin-1") for answer in answers] if job["keep"] else []
    json.dump(asdict(Report(seconds, cpu, waits, statuses, kept)), sys.stdout)


if __name__ == "__main__":
    main()

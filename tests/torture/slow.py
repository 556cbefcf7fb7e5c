"""Slow clients: many connections that send a byte a second, while honest ones want to be served."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.deploy.front import NAME, Front
from tests.deploy.namespaces import namespace
from tests.torture.crowd import crowd
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.respondents import Connecting, at
from tests.torture.service import Service, Stage

FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n\r\nticket=" + b"a" * 1993
LONGEST_SECONDS = 5


class Slow(threading.Thread):
    """Keeps connections busy: one half dawdles over the head of a request, the other one over a form."""

    def __init__(self, connecting: Connecting, code: str, number: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.opened = 0
        head = f"POST /a/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
        self._connecting = connecting
        self._wanted = [(b"", head + FORM) if one % 2 else (head + FORM[:80], FORM[80:]) for one in range(number)]
        self._open: dict[int, tuple[socket.socket, int]] = {}

    def run(self) -> None:
        """Send a byte a second by each, and open anew what was closed."""
        while not self.over.wait(1):
            for one, (first, rest) in enumerate(self._wanted):
                if one not in self._open:
                    self._begin(one, first)
                else:
                    self._go_on(one, rest)
        for opened, _ in self._open.values():
            opened.close()

    def _begin(self, one: int, first: bytes) -> None:
        with suppress(OSError):
            connection = self._connecting()
            connection.connect()
            opened = connection.sock
            opened.sendall(first)
            opened.setblocking(False)
            self._open[one] = (opened, 0)
            self.opened += 1

    def _go_on(self, one: int, rest: bytes) -> None:
        opened, sent = self._open[one]
        try:
            opened.send(rest[sent : sent + 1])
            self._open[one] = (opened, sent + 1)
        except OSError:
            opened.close()
            del self._open[one]


@contextmanager
def dawdling(connecting: Connecting, code: str, number: int) -> Iterator[Slow]:
    """Slow clients for as long as the block lasts."""
    slow = Slow(connecting, code, number)
    slow.start()
    try:
        yield slow
    finally:
        slow.over.set()
        slow.join(timeout=20)


def behind_nginx(stage: Stage, plan: Plan) -> Outcome:
    """As it is deployed: nginx takes the whole request before the service sees it."""
    service = stage.service("slow-nginx", "sqlite")
    with namespace() as place, place.entered():
        service.start(TRUSTED_PROXY_HOPS="1", PUBLIC_URL=f"https://{NAME}").ready()
        front = Front(stage.folder / "nginx", place, (f"127.0.0.1:{service.port}",)).start()
        try:
            found, longest = _slow(service, front.secure, plan, "behind nginx")
        finally:
            front.end()
            service.end()
    if longest > LONGEST_SECONDS:
        found.surprises.append(f"an honest respondent waited {longest:.1f} s")
    return found


def direct(stage: Stage, plan: Plan) -> Outcome:
    """As it is not to be deployed: the service itself meets them, and each one takes a thread. Only shown."""
    service = stage.service("slow-direct", "sqlite").start().ready()
    return _slow(service, at(service.port), plan, "at the service itself")[0]


def _slow(service: Service, connecting: Connecting, plan: Plan, where: str) -> tuple[Outcome, float]:
    """Honest respondents alone, among slow ones, alone again; what came of it, and their longest wait."""
    with crowd(service.instance.name, connecting, service.codes) as people:
        began = time.monotonic()
        time.sleep(plan.seconds / 2)
        with dawdling(connecting, service.codes[0], plan.slow) as slow:
            time.sleep(2)
            among = time.monotonic()
            time.sleep(plan.seconds)
            after = time.monotonic()
        people.until_thanked(20)
    longest = people.longest(among, after)
    told = (
        f"{plan.slow} slow ones, {slow.opened} connections",
        f"before: {people.waits(began, among - 2)}",
        f"meanwhile: {people.waits(among, after)}",
    )
    return compared(f"slow clients {where}", f"{plan.slow} connections", service, people, *told), longest

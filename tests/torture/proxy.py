"""A connection that is cut between the commit and the answer: a proxy that loses what comes back."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.torture.crowd import crowd
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.respondents import at
from tests.torture.service import Stage

AT_ONCE = struct.pack("ii", 1, 0)
"""Closing then resets the connection, as when a line breaks."""


@dataclass
class Cutter:
    """Passes on what is sent; loses a `share` of the answers to forms, some of them after their first bytes."""

    listener: socket.socket
    target: int
    share: float
    chance: random.Random
    cut: int = 0
    thanks: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
            request: list[bytes] = []
            back = threading.Thread(target=self._back, args=(server, client, request), daemon=True)
            back.start()
            while piece := client.recv(65536):
                if piece.startswith((b"GET ", b"POST ")):
                    request[:] = [piece]
                server.sendall(piece)
            with suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            back.join()

    def _back(self, server: socket.socket, client: socket.socket, request: list[bytes]) -> None:
        with suppress(OSError):
            while piece := server.recv(65536):
                if request and request.pop().startswith(b"POST ") and self._loses(piece):
                    if self.chance.random() < 0.3:
                        client.sendall(piece[:40])
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                    break
                client.sendall(piece)
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _loses(self, answer: bytes) -> bool:
        with self._lock:
            if self.chance.random() >= self.share:
                return False
            self.cut += 1
            self.thanks += answer.startswith(b"HTTP/1.1 303")
            return True


@contextmanager
def cutting(target: int, share: float, seed: int) -> Iterator[Cutter]:
    """A proxy before a port of loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        cutter = Cutter(listener, target, share, random.Random(seed))
        threading.Thread(target=cutter.serve, daemon=True).start()
        yield cutter
        listener.shutdown(socket.SHUT_RDWR)


def cut_on_sqlite(stage: Stage, plan: Plan) -> Outcome:
    """Half of the answers are lost, on SQLite."""
    return _cut(stage, plan, "sqlite")


def cut_on_postgresql(stage: Stage, plan: Plan) -> Outcome:
    """Half of the answers are lost, on PostgreSQL with two processes."""
    return _cut(stage, plan, "postgresql")


def _cut(stage: Stage, plan: Plan, kind: str) -> Outcome:
    service = stage.service(f"cut-{kind}", kind).start().ready()
    with (
        cutting(service.port, 0.5, plan.seed) as cutter,
        crowd(f"cut-{kind}", at(cutter.port), service.codes) as people,
    ):
        people.until_thanked(30 * plan.times, seconds=120)
    told = f"{cutter.thanks} of the lost answers were thanks: their forms were stored, sent again and thanked for"
    found = compared("answer lost", f"{cutter.cut} answers cut off", service, people, told)
    found.surprises += [] if cutter.thanks else ["no thanks was lost: the fault was not felt"]
    return found

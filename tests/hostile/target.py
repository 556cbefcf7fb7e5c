"""The service as it really runs, with hostile requests sent to it, and what must be so whatever they were."""

import re
import secrets
import socket
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path

import hypothesis
from flask import Flask
from hypothesis import HealthCheck
from sqlalchemy import func, select

from models import Base
from surveys.extensions import db
from surveys.store import assessments, organizations
from surveys.web import desk, proof, ticket
from tests.conftest import Server
from tests.hostile.material import INJECTED, MARK
from tests.hostile.requests import Hostile, hostile

LIMITS = ("RATE_SOFT", "RATE_HARD", "RATE_KIOSK_SOFT", "RATE_KIOSK_HARD", "RATE_GLOBAL")
UNLIMITED = dict.fromkeys(LIMITS, "1000000 per hour")
"""So that everything comes as far as it can."""

REGION = ("demo", "--organizations", "4", "--responses", "80", "--seed", "2")
PATIENCE_SECONDS = 30
MAY_STAY_UNREAD = 64 * 1024
"""What is larger may be refused before it has been read, and then the network may lose the answer."""

MOVES = {"responses", "answer_tallies", "day_tallies", "passing_keys"}
"""Tables that a response which was stored may have grown, and the keys that pass."""

MOST_KEYS = 8
NOT_A_CODING = 501
"""What the server says of a transfer coding that there is not, as HTTP wants it; the service is not asked then."""

PLAIN = (f"<{MARK}".encode(), f"<script>{MARK}".encode())
"""Marks of ours that came back as tags."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, empty if it did not come."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass
class Target:
    """A server, the application on the same database and with the same secret, and what has come of it so far."""

    server: Server
    app: Flask
    codes: Sequence[str] = ()
    statuses: Counter[int] = field(default_factory=Counter)
    thanked: int = 0
    before: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.app.app_context():
            self.codes = [code for code, _name in organizations.all_codes_and_names(db.session)]
        self.before = self.rows()

    def assail(self, number: int, seed: int) -> None:
        """Send so many hostile requests; what goes wrong is made as small as it can be, and told."""

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @hypothesis.given(hostile(self.app, self.codes))
        def sent(request: Hostile) -> None:
            self.send(request)

        sent()

    def send(self, request: Hostile) -> None:
        """Send a request; its answer must be one that is right for any."""
        raw = request.raw(*self._signed(request))
        answer = self._answer(request.method, raw)
        self.statuses[answer.status if answer else 0] += 1
        if answer is None:
            assert len(raw) > MAY_STAY_UNREAD, request
            return
        assert answer.status < 500 or answer.status == NOT_A_CODING, answer
        assert not answer.header(INJECTED), answer
        assert not answer.header("Set-Cookie"), answer
        assert re.match(r"/(?!/)|$", answer.header("Location")), answer
        assert not any(mark in answer.body for mark in PLAIN), answer
        self.thanked += answer.status == 303 and answer.header("Location").partition("?")[0].endswith("/thanks")

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.app.app_context():
            return {
                table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }

    def check(self) -> None:
        """What was thanked for is stored, whole, and nothing else has grown; the log tells of no failure."""
        rows = self.rows()
        assert rows["responses"] - self.before["responses"] == self.thanked
        assert rows["passing_keys"] <= MOST_KEYS
        assert {name: rows[name] for name in rows if name not in MOVES} == {
            name: number for name, number in self.before.items() if name not in MOVES
        }
        counted = self.app.test_cli_runner().invoke(args=["verify"])
        assert counted.exit_code == 0, counted.output
        log = self.server.log.read_text(errors="replace")
        assert "Traceback" not in log, log[-6000:]
        assert '"level": "error"' not in log, log[-6000:]

    def memory(self) -> int:
        """How many KiB the server's processes have in memory."""
        own = self.server.process.pid
        started = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return sum(_resident(process) for process in (str(own), *started))

    def _signed(self, request: Hostile) -> tuple[bytes, bytes]:
        """A ticket and a challenge for the organization that the request is about."""
        code = next((code for code in self.codes if code.encode() in request.target), self.codes[0])
        now = datetime.now(UTC)
        with self.app.app_context():
            here = assessments.reception(db.engine, code, desk.today())
            assert here is not None
            key = desk.definition_for(here).key
            fresh = ticket.issue(here.organization_id, here.assessment_id, "link", key, now)
            fresh = replace(fresh, nonce=secrets.token_hex(12))  # hypothesis has chance repeat itself
            return ticket.sign(fresh).encode(), proof.challenge(fresh, now).encode()

    def _answer(self, method: str, raw: bytes) -> Answer | None:
        """What comes back; None if the connection was closed without a word."""
        host, _, port = self.server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), PATIENCE_SECONDS) as connection:
            try:
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                answer = HTTPResponse(connection, method=method)
                answer.begin()
                return Answer(answer.status, tuple(answer.getheaders()), answer.read())
            except TimeoutError:
                raise
            except (OSError, HTTPException):
                return None


def _resident(process: str) -> int:
    """How much of a process is in memory, in KiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) if found else 0

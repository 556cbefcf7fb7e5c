"""Respondents under whom things break: each remembers what it was thanked for and sends again as a browser does.

Every questionnaire carries a mark of its own in its free text, by which its row is found later. When a connection
breaks, the same form is sent again under the same ticket; when the form comes back, what it holds is sent.
"""

import html
import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.respondent import sheet

BROKEN = (OSError, http.client.HTTPException)
"""What breaks a connection, or finds nobody to connect to."""

PATIENCE_SECONDS = 30
PAUSE_SECONDS, WAIT_SECONDS = 0.25, 1.1
"""Before sending again: after a break or a 503, and where the form asks to wait (the service's WAIT_SECONDS is 1)."""

GIVEN_BACK = (422, 429, 503)
GATES = ("q1", "q3", "q7", "q11")
"""Questions that lead on to others; answered so that everything is asked."""

_FORM = re.compile(r'<form id="questionnaire" action="([^"]+)"')
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@dataclass
class Book:
    """What one respondent has seen."""

    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    thanked: dict[str, float] = field(default_factory=dict)
    waits: list[tuple[float, float]] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    cut: int = 0


@dataclass
class Answer:
    """What the service answered."""

    status: int
    text: str
    location: str
    retry_after: str


Connecting = Callable[[], http.client.HTTPConnection]
"""Makes a connection that is not open yet."""


def at(port: int) -> Connecting:
    """Connections to a port of loopback."""
    return lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)


class Line:
    """A connection as a browser keeps it: used again while it lasts, opened anew after it broke."""

    def __init__(self, connecting: Connecting) -> None:
        self.connection = connecting()

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """Open a page, or send a form. Raises one of BROKEN."""
        try:
            if fields is None:
                self.connection.request("GET", path)
            else:
                head = {"Content-Type": "application/x-www-form-urlencoded"}
                self.connection.request("POST", path, urlencode(fields).encode(), head)
            answer = self.connection.getresponse()
            text = answer.read().decode()
            told = (answer.getheader("Location") or "", answer.getheader("Retry-After") or "")
            if answer.getheader("Content-Type") is None:
                raise http.client.BadStatusLine("cut off within its head")
            return Answer(answer.status, text, *told)
        except BROKEN:
            self.connection.close()
            raise


class Respondent(threading.Thread):
    """Answers one questionnaire after another until it is `over`, and sees the last one through."""

    def __init__(self, name: str, connecting: Connecting, codes: list[str], over: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.book = Book()
        self.under_way: str | None = None
        self._line = Line(connecting)
        self._codes = codes
        self._over = over
        self._chance = random.Random(name)

    def run(self) -> None:
        """Answer, and tell what could not be answered."""
        number = 0
        while not self._over.is_set():
            number += 1
            mark = f"{self.name}-{number:05}"
            try:
                if form := self._opened():
                    self._send(mark, *form)
            except Exception as error:
                self.book.surprises.append(f"{mark}: {type(error).__name__}: {error}")
                time.sleep(PAUSE_SECONDS)

    def _opened(self) -> tuple[str, str] | None:
        """An empty form's action and ticket; None if it is over before one came."""
        while not self._over.is_set():
            answer = self._asked(f"/a/{self._chance.choice(self._codes)}")
            if answer is not None and answer.status == 200:
                action, ticket = _FORM.search(answer.text), _TICKET.search(answer.text)
                assert action, answer.text[:300]
                assert ticket, answer.text[:300]
                return html.unescape(action[1]), ticket[1]
            if answer is not None:
                self.book.surprises.append(f"the page came with {answer.status}")
            time.sleep(PAUSE_SECONDS)
        return None

    def _asked(self, path: str, fields: dict[str, str] | None = None) -> Answer | None:
        try:
            return self._line.ask(path, fields)
        except BROKEN:
            return None

    def _send(self, mark: str, action: str, ticket: str) -> None:
        """Send until thanked. A form that comes back goes out again as it came: so its answers must be in it."""
        answers = self._answers(mark)
        self.book.sent[mark] = answers
        self.under_way = mark
        fields = answers | {"ticket": ticket, "asked": "", "website": ""}
        give_up = None
        while give_up is None or time.monotonic() < give_up:
            began = time.monotonic()
            answer = self._asked(action, fields)
            if answer is not None:
                self.book.waits.append((began, time.monotonic() - began))
                if answer.status == 303:
                    self.book.thanked[mark] = time.monotonic()
                    self.under_way = None
                    return self._see_thanks(answer.location)
                fields = self._came_back(mark, answer, fields)
                time.sleep(WAIT_SECONDS if answer.status == 422 else PAUSE_SECONDS)
            else:
                self.book.cut += 1
                time.sleep(PAUSE_SECONDS)
            if self._over.is_set() and give_up is None:
                give_up = time.monotonic() + PATIENCE_SECONDS
        self.book.surprises.append(f"{mark} was not taken in {PATIENCE_SECONDS} s after all was well again")
        return None

    def _came_back(self, mark: str, answer: Answer, fields: dict[str, str]) -> dict[str, str]:
        """What to send next, after an answer that was no thanks."""
        is_form = answer.status in GIVEN_BACK and _FORM.search(answer.text)
        if not is_form or mark not in answer.text:
            if answer.status >= 500:
                self.book.lost.append(f"{mark}: {answer.status} without the answers")
            else:
                self.book.surprises.append(f"{mark}: {answer.status} without the form")
            return fields
        self.book.returned.append(answer.status)
        if answer.status != 422 and not answer.retry_after:
            self.book.surprises.append(f"{mark}: {answer.status} without Retry-After")
        kept = sheet(answer.text).fields
        if answer.status == 503 and kept["ticket"] != fields["ticket"]:
            self.book.surprises.append(f"{mark}: 503 with another ticket")
        return kept

    def _see_thanks(self, location: str) -> None:
        address = urlsplit(location)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            answer = self._asked(f"{address.path}?{address.query}" if address.query else address.path)
            if answer is not None and answer.status == 200 and 'id="thanks"' in answer.text:
                return
            if answer is not None:
                self.book.surprises.append(f"the thanks came with {answer.status}")
            time.sleep(PAUSE_SECONDS)

    def _answers(self, mark: str) -> dict[str, str]:
        """A questionnaire filled in by chance, in which everything is asked."""
        chosen = {f"q{number}": self._chance.choice(("yes", "no")) for number in range(1, 16)}
        chosen |= dict.fromkeys(GATES, "yes")
        text = f"{mark}. Хотелось бы больше скамеек во дворе.\nСпасибо всем, кто здесь работает! ({mark})"
        age = str(self._chance.randint(18, 99))
        return chosen | {"q16": text, "q17": self._chance.choice(("male", "female")), "q18": age}

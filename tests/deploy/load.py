"""Respondents who come one after the other, each from an address of their own, and do not give up."""

import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode

from tests.deploy.asking import FORM, Answer, Client
from tests.deploy.front import Front
from tests.respondent import CONTENT, sheet

MOST_TRIES = 12
AT_ONCE = 6
PAUSE_SECONDS = 0.2
TICKET = re.compile(r'name="ticket"[^>]* value="([^"]+)"')


@dataclass
class Visit:
    """What one respondent did: `name` is what the response says, `troubles` what came instead of an answer."""

    name: str
    began: float
    seconds: float = 0
    is_thanked: bool = False
    troubles: list[str] = field(default_factory=list)


class Load:
    """Respondents at an organization's questionnaire, for as long as the block lasts."""

    def __init__(self, front: Front, code: str) -> None:
        self.front = front
        self.address = f"/a/{code}"
        self.visits: list[Visit] = []
        self._numbers = itertools.count()
        self._ends = threading.Event()
        self._threads = [threading.Thread(target=self._come) for _ in range(AT_ONCE)]
        self._fields = sheet(front.client().ask("GET", self.address).text).fields | CONTENT

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def since(self, moment: float) -> list[Visit]:
        """Those who came after a moment."""
        return [visit for visit in self.visits if visit.began >= moment]

    def troubles(self) -> list[str]:
        """What respondents met instead of an answer until now."""
        return [f"{visit.name}: {trouble}" for visit in self.visits for trouble in visit.troubles]

    def filled(self, page: Answer, name: str) -> str:
        """What a browser sends whose form was just opened."""
        found = TICKET.search(page.text)
        assert found, page.text
        return urlencode(self._fields | {"ticket": found[1], "q16": name})

    def _come(self) -> None:
        while not self._ends.is_set():
            number = next(self._numbers)
            visit = Visit(f"Отзыв {number}", time.monotonic())
            self._visit(self.front.client(f"127.1.{number // 250}.{number % 250 + 1}"), visit)
            visit.seconds = time.monotonic() - visit.began
            self.visits.append(visit)
            time.sleep(PAUSE_SECONDS)

    def _visit(self, client: Client, visit: Visit) -> None:
        page = self._insist(visit, 200, lambda: client.ask("GET", self.address))
        if page is not None:
            body = self.filled(page, visit.name)
            visit.is_thanked = bool(self._insist(visit, 303, lambda: client.ask("POST", self.address, body, **FORM)))

    def _insist(self, visit: Visit, status: int, ask: Callable[[], Answer]) -> Answer | None:
        """Ask again until what is wanted comes; what came instead is noted."""
        for _ in range(MOST_TRIES):
            began = time.monotonic()
            try:
                answer = ask()
                if answer.status == status:
                    return answer
                came = str(answer.status)
            except (OSError, HTTPException) as error:
                came = repr(error)
            now = time.monotonic()
            visit.troubles.append(f"{came} after {now - began:.1f} s, at {now:.1f} s, instead of {status}")
            time.sleep(0.5)
        return None

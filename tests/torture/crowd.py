"""Several respondents at once, and what all of them have seen together."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

from tests.torture.respondents import PATIENCE_SECONDS, Book, Connecting, Respondent

RESPONDENTS = 6


class Crowd:
    """Respondents who answer until they are let go."""

    def __init__(self, name: str, connecting: Connecting, codes: list[str], number: int) -> None:
        self._over = threading.Event()
        self.stuck: list[str] = []
        self.people = [Respondent(f"{name}-{one}", connecting, codes, self._over) for one in range(1, number + 1)]

    def begin(self) -> None:
        """Let them begin."""
        for one in self.people:
            one.start()

    def end(self) -> None:
        """Let them see through what they have begun."""
        self._over.set()
        until = time.monotonic() + 3 * PATIENCE_SECONDS
        for one in self.people:
            one.join(max(0.1, until - time.monotonic()))

    @property
    def books(self) -> list[Book]:
        """What each has seen."""
        return [one.book for one in self.people]

    @property
    def sent(self) -> dict[str, dict[str, str]]:
        """All answers that were sent, by their mark."""
        return {mark: answers for book in self.books for mark, answers in list(book.sent.items())}

    @property
    def thanked(self) -> set[str]:
        """The marks of what was thanked for."""
        return {mark for book in self.books for mark in list(book.thanked)}

    @property
    def many_thanked(self) -> int:
        """How many that are."""
        return sum(len(book.thanked) for book in self.books)

    @property
    def under_way(self) -> set[str]:
        """The marks of what was sent and is not thanked for yet."""
        return {one.under_way for one in self.people if one.under_way}

    @property
    def cut(self) -> int:
        """How often a form that was sent got no answer at all."""
        return sum(book.cut for book in self.books)

    @property
    def returned(self) -> Counter[int]:
        """How often a form came back with its answers, by status."""
        return Counter(status for book in self.books for status in book.returned)

    @property
    def lost(self) -> list[str]:
        """Pages for a mistake of the service's without the answers."""
        return [said for book in self.books for said in book.lost]

    @property
    def surprises(self) -> list[str]:
        """What else should not have come."""
        late = [f"{one.name} did not come to an end" for one in self.people if one.is_alive()]
        return self.stuck + late + [said for book in self.books for said in book.surprises]

    def until_thanked(self, more: int, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until so many more are thanked, and note if they are not; the seconds that it took."""
        began, before = time.monotonic(), self.many_thanked
        while self.many_thanked < before + more:
            if time.monotonic() - began > seconds:
                self.stuck.append(f"the service did not go on in {seconds} s")
                break
            time.sleep(0.05)
        return time.monotonic() - began

    def waits(self, since: float = 0, until: float = float("inf")) -> str:
        """How long answers took that were asked for in a stretch of time: the middle one, p99, the longest."""
        found = self._waits(since, until)
        if len(found) < 2:
            return "no answers"
        cuts = quantiles(found, n=100)
        middle, p99, longest = (round(seconds * 1000) for seconds in (cuts[49], min(cuts[98], found[-1]), found[-1]))
        return f"{len(found)} answers: middle {middle}, p99 {p99}, longest {longest} ms"

    def longest(self, since: float = 0, until: float = float("inf")) -> float:
        """The longest wait of those, in seconds; infinite if nobody got an answer."""
        return max(self._waits(since, until), default=float("inf"))

    def _waits(self, since: float, until: float) -> list[float]:
        return sorted(took for book in self.books for began, took in list(book.waits) if since <= began < until)


@contextmanager
def crowd(name: str, connecting: Connecting, codes: list[str], number: int = RESPONDENTS) -> Iterator[Crowd]:
    """Respondents at work, and seen through at the end."""
    found = Crowd(name, connecting, codes, number)
    found.begin()
    try:
        yield found
    finally:
        found.end()

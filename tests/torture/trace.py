"""Reads what strace tells, and finds whether data was synced before the thanks for it was sent.

Times are comparable between traces: a call is told when it begins, before it can do anything, and as ended after it
has done it. So an end that is told before a beginning really was before it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "recvfrom,sendto,read,write,writev,pwrite64,pwritev,fsync,fdatasync"
STRACE = ("strace", "-DD", "-f", "-ttt", "-T", "-yy", "-s", "65536", "-e", f"trace={CALLS}", "-e", "signal=none")
"""Follows all processes, stands beside and not above them, names files and connections, quotes in full."""

_LINE = re.compile(r"(\d+) +(\d+\.\d+) (.*)")
_BEGUN = re.compile(r"(\w+)\((.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)\s+= (-?\d+).*<(\d+\.\d+)>")
_WHOLE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+).*<(\d+\.\d+)>")
_WHERE = re.compile(r"\d+<(.*?)>[,)]?(?: |$)")


@dataclass
class Call:
    """A call to the system: on which file or connection, with what text, from when to when."""

    name: str
    where: str
    text: str
    result: int
    start: float
    end: float


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace, in the order in which they ended."""
    begun: dict[str, tuple[float, str]] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if not (told := _LINE.match(line)):
                continue
            process, moment, rest = told[1], float(told[2]), told[3]
            if unfinished := _BEGUN.match(rest):
                begun[process] = (moment, unfinished[2])
            elif (resumed := _RESUMED.match(rest)) and process in begun:
                start, first = begun.pop(process)
                yield _call(resumed[1], first + resumed[2], int(resumed[3]), start, start + float(resumed[4]))
            elif whole := _WHOLE.match(rest):
                yield _call(whole[1], whole[2], int(whole[3]), moment, moment + float(whole[4]))


def _call(name: str, text: str, result: int, start: float, end: float) -> Call:
    where = _WHERE.match(text)
    return Call(name, where[1] if where else "", text, result, start, end)


@dataclass
class Traced:
    """What of some traces matters: who took which mark in, when it was written and synced, what was sent then."""

    log: str
    mark: re.Pattern[str]
    taken: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    written: dict[str, Call] = field(default_factory=dict)
    synced: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    sent: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))

    def read(self, found: Iterable[Call]) -> "Traced":
        """Take in a trace."""
        for call in found:
            if call.result < 0:
                continue
            if call.name in ("fsync", "fdatasync"):
                self.synced[call.where].append(call)
            elif call.where.startswith("TCP"):
                if call.name in ("sendto", "write", "writev"):
                    self.sent[call.where].append(call)
                else:
                    self._took(call)
            elif self.log in call.where and call.name in ("write", "pwrite64", "pwritev"):
                for mark in set(self.mark.findall(call.text)):
                    self.written.setdefault(mark, call)
        return self

    def _took(self, call: Call) -> None:
        for mark in set(self.mark.findall(call.text)):
            self.taken[mark].append(call)

    def problem(self, mark: str, said: tuple[str, ...]) -> str:
        """What is wrong with a mark; empty if each of `said` (a thanks, a commit) was sent after its sync only."""
        written = self.written.get(mark)
        if written is None:
            return "was not seen to be written"
        synced = next((sync for sync in self.synced[written.where] if sync.start >= written.end), None)
        for what in said:
            sent = self._sent(mark, what)
            if sent is None:
                return f"{what!r} was not seen to be sent"
            if synced is None or synced.end > sent.start:
                return f"{what!r} was sent before the sync"
        return ""

    def _sent(self, mark: str, what: str) -> Call | None:
        """The first that was sent with some words to whoever the mark came from."""
        for taken in self.taken[mark]:
            answers = self.sent[taken.where]
            later = answers[bisect_left(answers, taken.end, key=lambda call: call.start) :]
            if found := next((call for call in later if what in call.text), None):
                return found
        return None

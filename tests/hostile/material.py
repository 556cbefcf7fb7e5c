"""What hostile requests are made of: values that programs stumble over, and names that the service listens to."""

import re
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Bytes = SearchStrategy[bytes]
T = TypeVar("T")

TICKET, CHALLENGE = b"TICKET-TO-COME", b"CHALLENGE-TO-COME"
"""Stand in a request until it is sent: a fresh ticket of ours, a challenge of ours for it."""

MARK = "hostile-mark"
INJECTED = "X-Hostile"

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 30)
PARAMETERS = (
    *("s", "lang", "view", "k", "q", "form", "size", "layout", "in", "decision", "municipality", "sort", "page"),
    *("path", "self", "code"),  # names that our own functions could take for theirs
)
VALUES = (
    "qr",
    "en",
    "contrast",
    "a4",
    "cards",
    "sheet",
    "stationary",
    "1",
    "2",
    "0",
    "by_total",
    "svg",
    "png",
    "profile",
)
FIELDS = (*(f"q{number}" for number in range(1, 20)), "asked", "altcha", "website", "switch", "again", "ticket")
ANSWERS = ("yes", "no", "male", "female", "70", "", "Больше света", "0", "-1", "9" * 30, "٣", "YES", "no\r\n", "1e3")

NASTY = (
    *("\0", "a\0b", "\ufeff", "\u202e", "\x1b[2J", "\x7f", "\u2028", "%(address)s", "{0.__class__}", "{{7*7}}", "%s%n"),
    *(f'"><{MARK} onload=x>', f"'><script>{MARK}</script>", f"a\r\n{INJECTED}: 1", f"a\n{INJECTED}: 1", "=cmd|'/c'!A1"),
    *(
        "' OR 1=1 --",
        '"; DROP TABLE responses; --',
        "\\",
        "%",
        "_",
        "../../etc/passwd",
        "..\\..",
        "javascript:alert(1)",
    ),
    *("//evil.example", "https://evil.example/", "9" * 25, "-1", "1e400", "NaN", "0x10", "٣", "½", "null", "[]", "{}"),
)
LONG = ("a" * 5000, "я" * 3000, "0" * 400, "," * 2000, "1/" * 900)
NASTY_BYTES = (b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"%", b"%zz", b"%00", b"%u0041", b"\x00")

words = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
pieces: Bytes = st.one_of(
    words.map(lambda word: word.encode("utf-8", "replace")), st.sampled_from(NASTY_BYTES), st.binary(max_size=20)
)
"""Short ones, for places where a long one would only be told that it is too long."""


@st.composite
def mostly(draw: st.DrawFn, usual: SearchStrategy[T], strange: SearchStrategy[T], often: int = 3) -> T:
    """The usual, `often` times as often as the strange."""
    return draw(usual if draw(st.integers(0, often)) < often else strange)


def some(usual: Sequence[str | bytes], strange: Bytes, often: int = 3) -> Bytes:
    """One of the usual ones, `often` times as often as a strange one."""
    return mostly(st.sampled_from([one.encode() if isinstance(one, str) else one for one in usual]), strange, often)


lengths = mostly(pieces, st.sampled_from([long.encode() for long in LONG]))
"""Short and long ones."""


def in_a_line(text: bytes) -> bytes:
    """Without what would end the request's first line or the address in it: what stands there is for headers."""
    return re.sub(rb"[\r\n ]", b"", text)

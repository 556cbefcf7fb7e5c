"""Bodies: forms with odd fields, broken off, of another kind than they say, or far too large."""

import re
from collections.abc import Sequence
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.hostile.material import CHALLENGE, FIELDS, TICKET, lengths, mostly, pieces, some

Body = tuple[bytes, bytes]
"""What it is said to be, and what it is."""

URLENCODED = b"application/x-www-form-urlencoded"
KINDS = (b"text/plain", b"multipart/form-data", b"multipart/form-data; boundary=", b"application/xml", b"", URLENCODED)
DEEP = (b"[" * 50_000, b'{"a":' * 20_000, b"a[b][c]" * 3000 + b"=1", b"&" * 50_000, b"a=1&" * 5000)
FAR_TOO_MUCH = (
    [(f"q{number}".encode(), b"yes") for number in range(300)],
    [(b"ticket", TICKET), (b"q16", "я".encode() * 40_000)],
    [(b"q16", b"a" * 140_000)],
    [(b"ticket", TICKET)] * 150,
)


def odd() -> SearchStrategy[Body]:
    """Anything, mostly something like a form."""
    pairs = st.lists(st.tuples(some(FIELDS, pieces), lengths), max_size=6)
    forms = mostly(pairs, st.sampled_from(FAR_TOO_MUCH))
    broken = st.tuples(forms.map(multipart), st.floats(0, 1)).map(_broken_off)
    other = st.tuples(st.sampled_from(KINDS), st.one_of(pieces, st.sampled_from(DEEP)))
    whole = mostly(forms.map(urlencoded), forms.map(multipart), 1)
    return mostly(whole, st.one_of(broken, other, st.tuples(pieces, pieces)), 1)


def urlencoded(pairs: Sequence[Body]) -> Body:
    """As a form is sent usually."""
    return URLENCODED, b"&".join(_quoted(name) + b"=" + _quoted(value) for name, value in pairs)


def multipart(pairs: Sequence[Body]) -> Body:
    """As a form with files is sent."""
    part = b'--rim\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    whole = b"".join(part % (re.sub(rb'[\r\n"]', b"", name), value) for name, value in pairs)
    return b"multipart/form-data; boundary=rim", whole + b"--rim--\r\n"


def _broken_off(one: tuple[Body, float]) -> Body:
    (kind, body), place = one
    return kind, body[: int(len(body) * place)]


def _quoted(value: bytes) -> bytes:
    return value if value in (TICKET, CHALLENGE) else quote_from_bytes(value).encode()

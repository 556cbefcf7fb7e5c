"""Addresses: every public rule of the router, with hostile parts, and questions behind it."""

import re
from collections.abc import Sequence
from urllib.parse import quote_from_bytes

from flask import Flask
from hypothesis import strategies as st

from tests.hostile.material import PARAMETERS, VALUES, Bytes, in_a_line, lengths, mostly, pieces, some

NUMBERS = ("1", "2", "0", "3", "-1", "9" * 18, "9" * 19, "9" * 30, "٣", "1.0", "01")
STARTS = (b"/", b"//evil.example", b"http://evil.example", b"/.", b"/%2f", b"*")
ENDS = (b"/", b"//", b"/..", b"/%2e%2e/", b"%00", b"%0d%0aX-Hostile:%201", b";a=b", b"#a", b"/.git", b"%ff", b".html")


def public_rules(app: Flask) -> list[str]:
    """The addresses of the pages that everybody may open, as the router has them."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/office")})


@st.composite
def targets(draw: st.DrawFn, rules: Sequence[str], codes: Sequence[str]) -> bytes:
    """What stands in a request's first line."""
    rule = draw(st.sampled_from(rules))
    path = re.sub(rb"<[^>]+>", lambda part: draw(_part(part[0].decode(), codes)), rule.encode())
    path = draw(mostly(st.just(path), _spoiled(path), 5))
    query = draw(mostly(st.just(b""), _queries(), 1))
    return path + (b"?" + query if query else b"")


def _part(name: str, codes: Sequence[str]) -> Bytes:
    """What stands at a variable place of an address: often what belongs there."""
    usual: Sequence[str] = ("profile", "ranking", "criteria", "public.css", "..", "0" * 32)
    if name.startswith("<int"):
        usual = NUMBERS
    elif name.startswith("<any"):
        usual = ("svg", "png", "pdf")
    elif name == "<code>":
        usual = (*codes, codes[0].lower(), "ZZZZZ", "A" * 5)
    quoted = lengths.map(lambda piece: quote_from_bytes(piece[:300]).encode())
    return some(usual, mostly(quoted, pieces.map(in_a_line)))


def _spoiled(path: bytes) -> Bytes:
    return st.sampled_from([*(path + end for end in ENDS), *(start + path for start in STARTS)])


@st.composite
def _queries(draw: st.DrawFn) -> bytes:
    pairs = draw(st.lists(st.tuples(some(PARAMETERS, pieces, 5), some(VALUES, lengths, 2)), min_size=1, max_size=4))
    asked = b"&".join(b"=".join(quote_from_bytes(part[:500]).encode() for part in pair) for pair in pairs)
    return draw(mostly(st.just(asked), pieces.map(lambda piece: in_a_line(asked + piece)), 9))

"""Requests that no browser would send to us, with everything in them that a stranger can choose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.hostile import bodies, signed
from tests.hostile.addresses import public_rules, targets
from tests.hostile.material import ANSWERS, CHALLENGE, FIELDS, METHODS, TICKET, lengths, mostly, pieces, some

Headers = tuple[tuple[bytes, bytes], ...]

NAMES = (
    *("Host", "Accept-Encoding", "Accept", "Accept-Language", "Content-Type", "Cookie", "X-Forwarded-For", "Range"),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "If-None-Match", "If-Modified-Since", "Origin", "Referer", "Expect"),
    *("Authorization", "User-Agent", "X-HTTP-Method-Override", "Upgrade", "Sec-Fetch-Site", "X_Forwarded_For", "TE"),
)
SAID = (
    *("gzip", "gzip;q=0", "br;q=2, *", "identity", "*", "en", "bytes=0-1", "bytes=-1,9-", "W/", '"', "100-continue"),
    *("otklik_office=e30.x.y", "text/html", "application/json", "multipart/form-data", "h2c", "websocket", "null"),
    *("Thu, 99 Foo 99999 99:99:99 GMT", "0", "Basic ////", "evil.example", "::1, 127.0.0.1, " * 40),
)
LENGTHS = (b"5", b"0", b"-1", b"1_0", b"+1", b"9999999", b"99999999999999999999", b"abc", b"", "٣".encode(), b"1, 1")
CODINGS = (b"chunked", b"chunked, chunked", b"identity", b"\x0bchunked", b"nothing")
SUFFIXES = ("", "?s=qr", "/embed", "/kiosk", "/kiosk?k=x", "?lang=en&view=contrast")


@dataclass(frozen=True)
class Hostile:
    """A request as its bytes. `framed` is whether it says itself where its body ends."""

    method: str
    target: bytes
    headers: Headers = ()
    body: bytes = b""
    framed: bool = False

    def raw(self, ticket: bytes, challenge: bytes) -> bytes:
        """What goes over the network."""
        body = self.body.replace(TICKET, ticket).replace(CHALLENGE, challenge)
        headers = self.headers if self.framed else (*self.headers, (b"Content-Length", str(len(body)).encode()))
        if not any(name.lower() == b"host" for name, _value in headers):
            headers = ((b"Host", b"127.0.0.1"), *headers)
        lines = [self.method.encode() + b" " + self.target + b" HTTP/1.1", *(b": ".join(header) for header in headers)]
        return b"\r\n".join([*lines, b"Connection: close", b"", body])


def hostile(app: Flask, codes: Sequence[str]) -> SearchStrategy[Hostile]:
    """All of it: questionnaires that nearly are as they should be, and anything sent anywhere."""
    rules = public_rules(app)
    return mostly(_anywhere(rules, codes), _questionnaires(codes), 1)


@st.composite
def _questionnaires(draw: st.DrawFn, codes: Sequence[str]) -> Hostile:
    """A questionnaire that was filled in, with something wrong in it, often."""
    given = {f"q{number}".encode(): b"yes" for number in range(1, 16)}
    given |= dict(draw(st.lists(st.tuples(some(FIELDS, pieces, 6), some(ANSWERS, lengths, 3)), max_size=4)))
    if draw(st.integers(0, 3)) == 3:
        given |= {b"website": b"x", b"altcha": draw(signed.proofs())}
    given[b"ticket"] = draw(mostly(st.just(TICKET), signed.tickets()))
    written = draw(st.sampled_from([bodies.urlencoded, bodies.urlencoded, bodies.multipart]))
    kind, body = written(list(given.items()))
    path = f"/a/{draw(st.sampled_from(codes))}{draw(st.sampled_from(SUFFIXES))}"
    return Hostile("POST", path.encode(), ((b"Content-Type", kind),), body)


@st.composite
def _anywhere(draw: st.DrawFn, rules: Sequence[str], codes: Sequence[str]) -> Hostile:
    target = draw(targets(rules, codes))
    method = draw(mostly(st.sampled_from(["GET", "POST"]), st.sampled_from(METHODS)))
    headers = draw(_headers())
    if draw(st.integers(0, 9)) == 9:
        return Hostile(method, target, (*headers, *draw(_framings())), draw(pieces), framed=True)
    if method in ("GET", "HEAD", "OPTIONS"):
        return Hostile(method, target, headers)
    kind, body = draw(bodies.odd())
    return Hostile(method, target, ((b"Content-Type", kind), *headers), body)


def _headers() -> SearchStrategy[Headers]:
    pair = st.tuples(some(NAMES, pieces, 9), some(SAID, lengths, 2))
    whole = pair.map(lambda one: (re.sub(rb"[\r\n:]", b"", one[0]) or b"X-A", one[1]))
    return mostly(st.just(()), st.lists(whole, min_size=1, max_size=2).map(tuple), 1)


def _framings() -> SearchStrategy[Headers]:
    """Where the body ends, said wrongly, twice, or in two ways."""
    length, coding = b"Content-Length", b"Transfer-Encoding"
    once = [((name, value),) for name, values in ((length, LENGTHS), (coding, CODINGS)) for value in values]
    return st.sampled_from([*once, ((length, b"4"), (length, b"5")), ((length, b"4"), (coding, b"chunked"))])

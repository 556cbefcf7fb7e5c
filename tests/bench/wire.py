"""What a first visit costs on the wire: the page and all that it links on our own host, compressed."""

import re

from tests.bench.comparison import load
from tests.bench.servers import Served
from tests.bench.stage import get

_ASSET = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')


def first_visit(server: Served, code: str) -> dict[str, int]:
    """Bytes of each answer, head and body, by address."""
    path = f"/a/{code}"
    assets = sorted(set(_ASSET.findall(_answer(server, path).decode())))
    sizes = {}
    for address in (path, *assets):
        answer = _answer(server, address, "Accept-Encoding: gzip")
        if b" 200 " not in answer.splitlines()[0]:
            raise SystemExit(f"{address}: {answer.splitlines()[0].decode('latin-1')}")
        sizes[address] = len(answer)
    return sizes


def _answer(server: Served, path: str, *headers: str) -> bytes:
    return load(server, [get(path, *headers)], at_once=1, keep=True).answers[0].encode("latin-1")

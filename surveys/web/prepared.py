"""Pages that are rendered once for a definition, language and mode, and then only filled in."""

import re
import struct
import zlib
from collections.abc import Callable, Mapping

from markupsafe import escape

GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
END = b"\x03\x00"
"""How a gzip file begins, and how its compressed stream ends."""

_MARK = re.compile(r"slot-7d1f-([a-z_]+)-f1d7")


def slot(name: str) -> str:
    """What stands in the rendered template where `name` will be filled in. Survives escaping and addresses."""
    return f"slot-7d1f-{name}-f1d7"


class PreparedPage:
    """A rendered page cut at its slots."""

    def __init__(self, rendered: str) -> None:
        pieces = _MARK.split(rendered)
        self._texts = [text.encode() for text in pieces[::2]]
        self._packed = [_deflated(text) for text in self._texts]
        self._names = pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with a value, escaped, in every slot."""
        return b"".join(self._filled(self._texts, _encoded(values)))

    def packed(self, values: Mapping[str, str]) -> bytes:
        """The same compressed by gzip. Its texts were compressed beforehand; the values stand between them as given."""
        encoded = _encoded(values)
        whole = b"".join(self._filled(self._texts, encoded))
        stored = {name: struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text for name, text in encoded.items()}
        end = END + struct.pack("<II", zlib.crc32(whole), len(whole))
        return b"".join((GZIP, *self._filled(self._packed, stored), end))

    def _filled(self, texts: list[bytes], values: Mapping[str, bytes]) -> list[bytes]:
        page = [texts[0]]
        for name, text in zip(self._names, texts[1:], strict=True):
            page += (values[name], text)
        return page


def _encoded(values: Mapping[str, str]) -> dict[str, bytes]:
    return {name: str(escape(value)).encode() for name, value in values.items()}


def _deflated(text: bytes) -> bytes:
    """A text as blocks of a compressed stream that end on a whole byte and lean on nothing before them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


class PreparedPages:
    """The prepared pages of one application, made when they are first wanted."""

    def __init__(self) -> None:
        self._pages: dict[object, PreparedPage] = {}

    def get(self, key: object, render: Callable[[], str]) -> PreparedPage:
        """The page for `key`, rendered now if nobody wanted it before."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = PreparedPage(render())
        return page

    def known(self, key: object) -> PreparedPage | None:
        """The page for `key` if somebody wanted it before."""
        return self._pages.get(key)

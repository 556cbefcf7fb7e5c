"""Pages that are rendered once for a definition, language and mode, and then only filled in."""

import re
from collections.abc import Callable, Mapping

from markupsafe import escape

_MARK = re.compile(r"slot-7d1f-([a-z_]+)-f1d7")


def slot(name: str) -> str:
    """What stands in the rendered template where `name` will be filled in. Survives escaping and addresses."""
    return f"slot-7d1f-{name}-f1d7"


class PreparedPage:
    """A rendered page cut at its slots."""

    def __init__(self, rendered: str) -> None:
        pieces = _MARK.split(rendered)
        self._texts = [text.encode() for text in pieces[::2]]
        self._names = pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with a value, escaped, in every slot."""
        encoded = {name: str(escape(value)).encode() for name, value in values.items()}
        page = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            page += (encoded[name], text)
        return b"".join(page)


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

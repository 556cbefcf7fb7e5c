"""Addresses of sites: what people write in a list, as addresses that are safe to put into a link or a header."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

import idna

from surveys.domain.messages import N_, Message

_PORTS = {"http": 80, "https": 443}
_BETWEEN = re.compile(r"(?:;(?=\s|$)|[\s,])+")
"""What stands between two sites of one cell. A semicolon inside an address is no such thing: it is refused."""
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0;\"'`<>\\^{}|*«»“”„‘’]")
_PARTS = re.compile(r"(?:(?P<scheme>[^/?#]*)://)?(?P<place>[^/?#]*)(?P<path>[^#]*).*")
_HOST_AND_PORT = re.compile(r"(?P<host>[^:@]+)(?::(?P<port>\d{1,5}))?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True)
class Site:
    """Where a site is: `host` in ASCII (punycode) and lower case; `port` None is the scheme's own.

    `path` is in ASCII, begins with a slash, and has the query but not the fragment.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = "/"

    @property
    def address(self) -> str:
        """The address for a machine, in ASCII: `http://xn--e1afmkfd.xn--p1ai:8080/anketa`."""
        return f"{self.scheme}://{self.host}{f':{self.port}' if self.port else ''}{self.path}"

    @property
    def shown(self) -> str:
        """The address for a person, without scheme and in the host's own letters: `пример.рф:8080/anketa`."""
        return f"{idna.decode(self.host)}{f':{self.port}' if self.port else ''}{self.path}".removesuffix("/")


def origins(sites: Iterable[Site]) -> tuple[str, ...]:
    """The exact origins of the pages of these sites, each once: by http and https, with and without `www.`.

    In punycode and with the port, as a browser compares them and a header can carry them.
    """
    found = []
    for site in sites:
        bare = site.host.removeprefix("www.")
        port = f":{site.port}" if site.port else ""
        found += [f"{scheme}://{www}{bare}{port}" for www in ("", "www.") for scheme in ("https", "http")]
    return tuple(dict.fromkeys(found))


def kept(text: str) -> tuple[Site, ...]:
    """The sites of a text that `normalized` made or the settings checked; none if it cannot be read."""
    found = parse(text)
    return () if isinstance(found, Message) else found


class _Refused(Exception):
    def __init__(self, reason: Message) -> None:
        self.reason = reason


def parse(text: str) -> tuple[Site, ...] | Message:
    """The sites of one cell, each once, separated by space, line end, comma, or a semicolon with a space after it.

    The scheme stays as given; where there is none it is http, which nearly every host answers, if only to redirect.
    A Message says what is wrong with the first address that cannot be taken.
    """
    try:
        return tuple(dict.fromkeys(_site(part) for part in _BETWEEN.split(text) if part))
    except _Refused as refused:
        return refused.reason


def normalized(sites: Iterable[Site]) -> str:
    """Sites as the registry keeps them: ASCII addresses, one space between them. `parse` reads them again."""
    return " ".join(site.address for site in sites)


def _site(given: str) -> Site:
    if found := _FORBIDDEN.search(given):
        character = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        raise _Refused(
            N_(
                "“%(given)s” has a character that an address cannot have: %(character)s",
                given=given,
                character=character,
            )
        )
    parts = _PARTS.fullmatch(given)
    scheme = "http" if parts is None or parts["scheme"] is None else parts["scheme"].lower()
    if scheme not in _PORTS:
        raise _Refused(N_("“%(given)s” does not begin with http:// or https://.", given=given))
    place = _HOST_AND_PORT.fullmatch(parts["place"]) if parts else None
    if parts is None or place is None or not 0 < int(place["port"] or 80) < 65536:
        raise _Refused(_numeric(given) if parts and parts["place"].startswith("[") else _not_a_site(given))
    port = int(place["port"] or _PORTS[scheme])
    return Site(scheme, _host(place["host"], given), None if port == _PORTS[scheme] else port, _path(parts["path"]))


def _host(written: str, given: str) -> str:
    try:
        host = idna.encode(written, uts46=True).decode("ascii").removesuffix(".")
    except idna.IDNAError:
        raise _Refused(_not_a_site(given)) from None
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise _Refused(_numeric(given))
    if "." not in host:
        raise _Refused(N_("“%(given)s” has no dot: a full name is needed, such as example.ru.", given=given))
    return host


def _path(written: str) -> str:
    path = quote(written, safe="/%:@!$&()+=~?-._[]")
    return path if path.startswith("/") else f"/{path}"


def _not_a_site(given: str) -> Message:
    return N_("“%(given)s” is not a site's address; write it like https://example.ru.", given=given)


def _numeric(given: str) -> Message:
    return N_("“%(given)s” is a numeric (IP) address; a name is needed, such as example.ru.", given=given)

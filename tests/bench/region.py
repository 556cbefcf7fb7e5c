"""An invented region that runs: what the office and the public look at, with few responses or with many."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.bench import stage
from tests.bench.place import Place
from tests.bench.servers import Served

EMAIL, PASSWORD = "bench@otklik.example", "lamp river seven cats"


@dataclass
class Region:
    """A running service with an open round and an approved one, and the cookie of a signed-in operator."""

    place: Place
    server: Served
    responses: int
    cookie: str
    open: str
    approved: str
    code: str

    def get(self, path: str) -> str:
        """A GET as the operator."""
        return stage.get(path, f"Cookie: {self.cookie}")


@contextmanager
def region(place: Place, organizations: int, responses: int) -> Iterator[Region]:
    """Make it and serve it."""
    is_new = place.demo(organizations, responses)
    lines = place.flask("assessments").splitlines()
    rounds = {state: id_ for id_, state, _ in (line.split("\t") for line in lines) if id_ != "0"}
    code = _most_answered(place, rounds["closed"])
    entry = ("create-user", EMAIL, "--role", "operator") if is_new else ("reset-password", EMAIL)
    one_time = place.flask(*entry).split()[-1]
    server = place.serve()
    try:
        cookie = _signed_in(server, one_time)
        yield Region(place, server, responses, cookie, rounds["open"], rounds["closed"], code)
    finally:
        server.end()


def _most_answered(place: Place, round_id: str) -> str:
    """The organization with the most responses: all of its figures are told, also where few responses came in."""
    output = place.instance / "approved.csv"
    place.flask("export", "indicators", "--assessment", round_id, "--output", str(output))
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return max(rows, key=lambda row: int(row["responses"]))["organization_code"]


def _signed_in(server: Served, one_time: str) -> str:
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    _send(browser, server, "/office/login", email=EMAIL, password=one_time)
    _send(browser, server, "/office/account/password", new_password=PASSWORD, again=PASSWORD)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _send(browser: OpenerDirector, server: Served, path: str, **fields: str) -> None:
    address = f"http://127.0.0.1:{server.port}{path}"
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if token is None:
        raise SystemExit(f"no form at {path}:\n{page[:500]}")
    browser.open(address, urlencode({"csrf_token": token[1], **fields}).encode())

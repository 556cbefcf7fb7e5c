"""What the benchmark is played on: a region of organizations in an open round, both servers, real questionnaires."""

import csv
import html
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import urlencode

from surveys.definitions.loader import SHIPPED, Questionnaires
from surveys.domain.questionnaire import Kind, Question
from tests import clock
from tests.bench.comparison import load
from tests.bench.place import THREADS, Place
from tests.bench.servers import Served, start

ORGANIZATIONS = 500
UNLIMITED = "1000000000 per hour"
SETTINGS = {
    "MIN_FILL_SECONDS": "0",
    "RATE_SOFT": UNLIMITED,
    "RATE_HARD": UNLIMITED,
    "RATE_GLOBAL": UNLIMITED,
}
FORM_ADDRESS = re.compile(r"POST \S+ ")
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


@dataclass
class Stage:
    """Both servers, running, and the organizations' codes."""

    place: Place
    ours: Served
    floor: Served
    codes: list[str]


@contextmanager
def set_up(place: Place, processes: int = 1) -> Iterator[Stage]:
    """Fill a place unless it is filled, start both servers, end them afterwards."""
    codes = _region(place)
    with ExitStack() as running:
        ours = place.serve(WEB_CONCURRENCY=str(processes), **SETTINGS)
        running.callback(ours.end)
        page = place.instance / "page.html"
        page.write_bytes(first_page(ours, codes[0]))
        rows = place.told.get("DATABASE_URL", str(place.instance / "floor.sqlite")).replace("+psycopg", "")
        environment = {"PAGE": str(page), "ROWS": rows, "WEB_THREADS": THREADS, "WEB_CONCURRENCY": str(processes)}
        floor = start(["gunicorn", "--config", "python:tests.bench.floor"], place.instance / "floor.log", **environment)
        running.callback(floor.end)
        yield Stage(place, ours, floor, codes)


def _region(place: Place) -> list[str]:
    place.flask("db", "upgrade")
    if not (known := _codes(place)):
        listing = place.instance / "organizations.csv"
        with listing.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["name", "form_of_service", "municipality"])
            for number in range(ORGANIZATIONS):
                district = f"Муниципальный округ № {number % 40}"
                lines.writerow([f"Центр социального обслуживания населения № {number}", "на дому", district])
        place.flask("import-organizations", str(listing))
        place.flask("open-assessment", "--title", "Bench")
        known = _codes(place)
    return known


def _codes(place: Place) -> list[str]:
    return [line.partition("\t")[0] for line in place.flask("organizations").splitlines()]


def get(path: str, *headers: str) -> str:
    """A GET that closes its connection."""
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "Connection: close", "", ""))


def post(path: str, fields: dict[str, str]) -> str:
    """A form that is sent, over a connection that is closed."""
    body = urlencode(fields)
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = (f"POST {path} HTTP/1.1", "Host: 127.0.0.1", kind, f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join((*head, "", body))


def first_page(server: Served, code: str) -> bytes:
    """The body of an organization's questionnaire."""
    return body(server, get(f"/a/{code}"))


def body(server: Served, request: str) -> bytes:
    """The body of an answer that has to be a good one."""
    answer = load(server, [request], at_once=1, keep=True).answers[0]
    head, _, content = answer.encode("latin-1").partition(b"\r\n\r\n")
    if b" 200 " not in head.splitlines()[0]:
        raise SystemExit(f"no page came for {request.splitlines()[0]}:\n{head.decode('latin-1')}")
    return content


def filled(stage: Stage, number: int) -> list[str]:
    """So many filled questionnaires, each with a ticket of its own, ready to be sent."""
    codes = list(islice(cycle(stage.codes), number))
    answers = load(stage.ours, [get(f"/a/{code}") for code in codes], keep=True).answers
    forms = []
    for answer in answers:
        page = answer.encode("latin-1").decode()
        action = re.search(r'<form id="questionnaire" action="([^"]+)"', page)
        ticket = _TICKET.search(page)
        if not action or not ticket:
            raise SystemExit(f"no questionnaire came:\n{page[:500]}")
        forms.append(post(html.unescape(action[1]), {"ticket": ticket[1], "asked": "", "website": ""} | _answers()))
    return forms


def _answers() -> dict[str, str]:
    definition = Questionnaires(SHIPPED).in_force("675n", clock.today())
    return {question.id: _answer(question) for question in definition.questions}


def _answer(question: Question) -> str:
    match question.kind:
        case Kind.TEXT:
            return "Спасибо всем, кто здесь работает. Хотелось бы больше скамеек во дворе."
        case Kind.WHOLE_NUMBER:
            return "67"
        case _:
            return question.values[0]

"""What the benchmark is played on: a region of organizations in an open round, both servers, real questionnaires."""

import csv
import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from surveys.definitions.loader import SHIPPED, Questionnaires
from surveys.domain.questionnaire import Kind, Question
from tests.bench.comparison import load
from tests.bench.servers import Served, start
from tests.conftest import run_flask

ORGANIZATIONS = 500
THREADS = "8"
UNLIMITED = "1000000000 per hour"
SETTINGS = {
    "WEB_THREADS": THREADS,
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

    instance: Path
    ours: Served
    floor: Served
    codes: list[str]

    def flask(self, *arguments: str) -> str:
        """What a command of ours prints; ends the benchmark if it fails."""
        return flask(self.instance, *arguments)

    def stored(self) -> int:
        """How many responses are in the database."""
        with closing(sqlite3.connect(self.instance / "otklik.sqlite")) as database:
            return int(database.execute("SELECT count(*) FROM responses").fetchone()[0])


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    """Fill an instance in `folder`, start both servers, end them afterwards."""
    instance = folder / "instance"
    codes = _region(instance, folder / "organizations.csv")
    with ExitStack() as running:
        ours = start(["flask", "serve"], folder / "ours.log", INSTANCE_PATH=str(instance), **SETTINGS)
        running.callback(ours.end)
        page = folder / "page.html"
        page.write_bytes(first_page(ours, codes[0]))
        environment = {"PAGE": str(page), "ROWS": str(instance / "floor.sqlite"), "WEB_THREADS": THREADS}
        floor = start(["gunicorn", "--config", "python:tests.bench.floor"], folder / "floor.log", **environment)
        running.callback(floor.end)
        yield Stage(instance, ours, floor, codes)


def _region(instance: Path, listing: Path) -> list[str]:
    with listing.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["name", "form_of_service", "municipality"])
        for number in range(ORGANIZATIONS):
            place = f"Муниципальный округ № {number % 40}"
            lines.writerow([f"Центр социального обслуживания населения № {number}", "на дому", place])
    flask(instance, "db", "upgrade")
    flask(instance, "import-organizations", str(listing))
    flask(instance, "open-assessment", "--title", "Bench")
    return [line.partition("\t")[0] for line in flask(instance, "organizations").splitlines()]


def flask(instance: Path, *arguments: str) -> str:
    """What a command of ours prints; ends the benchmark if it fails."""
    done = run_flask(instance, *arguments)
    if done.returncode:
        raise SystemExit(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


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
    definition = Questionnaires(SHIPPED).in_force("675n", date.today())
    return {question.id: _answer(question) for question in definition.questions}


def _answer(question: Question) -> str:
    match question.kind:
        case Kind.TEXT:
            return "Спасибо всем, кто здесь работает. Хотелось бы больше скамеек во дворе."
        case Kind.WHOLE_NUMBER:
            return "67"
        case _:
            return question.values[0]

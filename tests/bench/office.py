"""The office with a million responses beside the office with ten thousand: pages, charts, exports.

What an operator looks at must cost the same however much has come in, and what is taken out as much as it is long.
"""

import html
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.bench import stage
from tests.bench.comparison import Comparison, compare
from tests.bench.servers import BIN, Served, start
from tests.bench.verdicts import judged, spread
from tests.conftest import ROOT

ORGANIZATIONS = 300
FEW, MANY = 10_000, 1_333_400
"""Three of four responses of an invented region are of its open round: here a million, a tenth of it from tablets."""

PAGE_TARGET, CHART_TARGET, DUMP_TARGET, MEMORY_TARGET = 1.3, 1.3, 3.0, 1.5
BLOCKS, GETS = 7, 40
CELLS = ", ".join(f"answers ->> 'q{number}'" for number in range(1, 19))
DUMP = f"""
    SELECT r.id, r.assessment_id, o.code, o.name, o.municipality, r.channel, r.day, r.questionnaire, r.status, {CELLS}
    FROM responses r JOIN organizations o ON o.id = r.organization_id
    WHERE r.assessment_id = {{}} ORDER BY r.organization_id, r.id
"""
SOME = ("--channel", "kiosk")
"""What leaves about a tenth: a workbook and an SPSS file are asked to take a hundred thousand, not a million."""

EMAIL, PASSWORD = "bench@otklik.example", "lamp river seven cats"


@dataclass
class Office:
    """A running service with a region in it, and the cookie of a signed-in operator."""

    instance: Path
    server: Served
    cookie: str
    code: str
    round_id: str

    def get(self, path: str) -> str:
        """A GET as the operator."""
        return stage.get(path, f"Cookie: {self.cookie}")


def measure() -> None:
    """Measure, print, judge."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder, ExitStack() as running:
        few = running.enter_context(_office(Path(folder) / "few", FEW))
        many = running.enter_context(_office(Path(folder) / "many", MANY))
        _pages(many, few)
        _charts(many)
        _dump(many)
        _files(many, few)


@contextmanager
def _office(instance: Path, responses: int) -> Iterator[Office]:
    stage.flask(instance, "db", "upgrade")
    numbers = ("--organizations", str(ORGANIZATIONS), "--responses", str(responses), "--seed", "1")
    began = time.perf_counter()
    stage.flask(instance, "demo", *numbers)
    print(f"flask demo: {responses:,} responses in {time.perf_counter() - began:.0f} s", flush=True)
    code = stage.flask(instance, "organizations").partition("\t")[0]
    rounds = [line.split("\t") for line in stage.flask(instance, "assessments").splitlines()]
    (round_id,) = [id_ for id_, state, _ in rounds if state == "open" and id_ != "0"]
    one_time = stage.flask(instance, "create-user", EMAIL, "--role", "operator").split()[-1]
    server = start(["flask", "serve"], instance / "server.log", INSTANCE_PATH=str(instance), WEB_THREADS="8")
    try:
        yield Office(instance, server, _signed_in(server, one_time), code, round_id)
    finally:
        server.end()


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


def _pages(many: Office, few: Office) -> None:
    paths: dict[str, Callable[[Office], str]] = {
        "Dashboard": lambda _: "/office/",
        "List of organizations": lambda _: "/office/organizations",
        "One organization's page": lambda office: f"/office/organizations/{office.code}",
    }
    for what, path in paths.items():
        block = ([many.get(path(many))], [few.get(path(few))])
        result = compare(many.server, few.server, [block] * BLOCKS, "200", GETS)
        tell_waits(f"{what}, {MANY:,} : {FEW:,}, ms", result, PAGE_TARGET)


def _charts(office: Office) -> None:
    """A chart that is kept beside a static file of its size."""
    page = stage.body(office.server, office.get("/office/charts")).decode()
    chart = html.unescape(re.findall(r'src="(/charts/[^"]+)"', page)[0])
    _kind, _, query = chart.partition("?")
    stage.body(office.server, office.get(f"/office/charts/shares.svg?{query}"))  # drawn, and kept from now on
    picture = stage.body(office.server, stage.get(chart))
    static = office.instance / "static"
    static.mkdir()
    (static / "chart.svg").write_bytes(picture)
    (office.instance / "page").touch()
    environment = {"PAGE": str(office.instance / "page"), "ROWS": "", "WEB_THREADS": "8", "STATIC": str(static)}
    floor = start(["gunicorn", "--config", "python:tests.bench.floor"], office.instance / "floor.log", **environment)
    try:
        block = ([stage.get(chart)], [stage.get("/static/chart.svg")])
        result = compare(office.server, floor, [block] * BLOCKS, "200", 10 * GETS)
    finally:
        floor.end()
    tell_waits(f"A kept chart of {len(picture):,} bytes : static file, ms", result, CHART_TARGET)


def _dump(office: Office) -> None:
    """All responses of a round as CSV beside the database's own dump of the same cells."""
    target, database = office.instance / "all.csv", office.instance / "otklik.sqlite"
    pairs = []
    for _ in range(3):
        ours, _memory = _run(office.instance, "csv", office.round_id, target)
        began = time.perf_counter()
        with (office.instance / "dump.csv").open("wb") as dump:
            subprocess.run(["sqlite3", "-csv", str(database), DUMP.format(office.round_id)], stdout=dump, check=True)
        pairs.append((ours, time.perf_counter() - began))
    with target.open(encoding="utf-8") as written, (office.instance / "dump.csv").open(encoding="utf-8") as dumped:
        rows = sum(1 for _ in written) - 1
        verdict = judged("rows of the CSV", rows == sum(1 for _ in dumped), "the same")
    ratios = sorted(ours / own for ours, own in pairs)
    ours, own = (median(column) for column in zip(*pairs, strict=True))
    _tell(f"CSV of {rows:,} : the database's own, s", ours, own, ratios, DUMP_TARGET)
    print(f"  rows: {verdict}")


def _files(many: Office, few: Office) -> None:
    """Peak memory of an export of many responses beside one of few: it must not follow their number."""
    for file_format in ("csv", "xlsx", "sav"):
        some = () if file_format == "csv" else SOME
        seconds, much = _run(many.instance, file_format, many.round_id, many.instance / "out", *some)
        _, little = _run(few.instance, file_format, few.round_id, few.instance / "out", *some)
        _tell(f"Memory of {file_format} in {seconds:.0f} s, MB", much, little, [much / little], MEMORY_TARGET)


def _run(instance: Path, file_format: str, round_id: str, target: Path, *more: str) -> tuple[float, float]:
    """Seconds that an export took, and its peak memory in MB."""
    command = ["export", "responses", "--assessment", round_id, "--format", file_format, "--output", str(target), *more]
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(BIN / "flask"), *command],
        cwd=ROOT,
        env=os.environ | {"INSTANCE_PATH": str(instance)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _peak_mb(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(
            f"flask {' '.join(command)} failed:\n{process.stderr.read().decode() if process.stderr else ''}"
        )
    return time.perf_counter() - began, peak


def _peak_mb(pid: int) -> float:
    """The most memory that a process has had so far, in MB; 0 if it has ended."""
    try:
        told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except ProcessLookupError:
        return 0
    return int(told[1]) / 1024 if told else 0


def tell_waits(what: str, result: Comparison, target: float) -> None:
    """A line of median waits in milliseconds, with their ratio."""
    slower = result.ratios(lambda report: median(report.waits))
    ours, floor = (median(median(report.waits) for report in side.reports) for side in (result.ours, result.floor))
    _tell(what, ours, floor, slower, target)


def _tell(what: str, ours: float, floor: float, ratios: list[float], target: float) -> None:
    verdict = judged(what, ratios[len(ratios) // 2] <= target, f"at most {target:g}")
    print(f"{what:37}{ours:8.1f}{floor:8.1f}  {spread(ratios)}  {verdict}", flush=True)

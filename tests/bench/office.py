"""What an operator looks at, with many responses beside few: it must cost the same however much has come in."""

import html
import re
from collections.abc import Callable

from tests.bench import stage
from tests.bench.comparison import compare
from tests.bench.region import Region
from tests.bench.servers import start
from tests.bench.verdicts import tell_waits

PAGE_TARGET, CHART_TARGET = 1.3, 1.3
BLOCKS, GETS = 7, 40


def measure(many: Region, few: Region) -> None:
    """Measure, print, judge."""
    _pages(many, few)
    _charts(many)


def _pages(many: Region, few: Region) -> None:
    paths: dict[str, Callable[[Region], str]] = {
        "Dashboard": lambda _: "/office/",
        "List of organizations": lambda _: "/office/organizations",
        # in the round that it has the most responses of, so that both have every chart and table
        "One organization's page": lambda office: f"/office/organizations/{office.code}?in={office.approved}",
    }
    for what, path in paths.items():
        block = ([many.get(path(many))], [few.get(path(few))])
        result = compare(many.server, few.server, [block] * BLOCKS, "200", GETS)
        tell_waits(f"{what}, {many.responses:,} : {few.responses:,}, ms", result, PAGE_TARGET)


def _charts(office: Region) -> None:
    """A chart that is kept beside a static file of its size."""
    page = stage.body(office.server, office.get("/office/charts")).decode()
    chart = html.unescape(re.findall(r'src="(/charts/[^"]+)"', page)[0])
    _kind, _, query = chart.partition("?")
    stage.body(office.server, office.get(f"/office/charts/shares.svg?{query}"))  # drawn, and kept from now on
    picture = stage.body(office.server, stage.get(chart))
    instance = office.place.instance
    static = instance / "static"
    static.mkdir()
    (static / "chart.svg").write_bytes(picture)
    (instance / "page").touch()
    environment = {"PAGE": str(instance / "page"), "ROWS": "", "WEB_THREADS": "8", "STATIC": str(static)}
    floor = start(["gunicorn", "--config", "python:tests.bench.floor"], instance / "floor.log", **environment)
    try:
        block = ([stage.get(chart)], [stage.get("/static/chart.svg")])
        result = compare(office.server, floor, [block] * BLOCKS, "200", 10 * GETS)
    finally:
        floor.end()
    tell_waits(f"A kept chart of {len(picture):,} bytes : static file, ms", result, CHART_TARGET)

"""A clock that jumps, forward and back, for the service alone."""

import time
from pathlib import Path

from tests.torture.crowd import crowd
from tests.torture.outcome import Outcome, compared
from tests.torture.plan import Plan
from tests.torture.proxy import cutting
from tests.torture.respondents import at
from tests.torture.service import Stage

HOURS = (1, -1, 5, -7, 20, -13, 0, 30, -0.01, 0)
"""Where the clock is set, in hours from the machine's, one after the other.

Forward by less than 42 hours, which a passing key lives at least: so a form can be repeated across each jump.
"""


def jumping(stage: Stage, plan: Plan) -> Outcome:
    """The clock is set to and fro while every third answer is lost on its way, so that forms are repeated across it."""
    offset = stage.folder / "clock.offset"
    _set(offset, 0)
    service = stage.service("clock", "sqlite")
    service.start(config="tests.torture.clockwork", CLOCK_OFFSET=str(offset)).ready()
    with cutting(service.port, 1 / 3, plan.seed) as cutter, crowd("clock", at(cutter.port), service.codes) as people:
        for hours in HOURS * max(1, plan.times // 5):
            people.until_thanked(20)
            _set(offset, hours)
        people.until_thanked(20)
        cutter.share = 0
        time.sleep(1)
    told = f"{cutter.cut} answers were lost on their way, {cutter.thanks} of them thanks; {people.waits()}"
    jumps = len(HOURS) * max(1, plan.times // 5)
    return compared("clock set", f"{jumps} jumps, up to 33 h", service, people, told)


def _set(offset: Path, hours: float) -> None:
    """Set the clock, in one go: a half-written file would be another time."""
    new = offset.with_suffix(".new")
    new.write_text(f"{hours * 3600:.0f}")
    new.replace(offset)

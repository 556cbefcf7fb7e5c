"""What a second process brings: the service must gain nearly as much by it as a bare application does."""

from statistics import median

from tests.bench import stage
from tests.bench.comparison import Comparison, compare
from tests.bench.place import Place
from tests.bench.questionnaire import to_floor, warm_up
from tests.bench.stage import Stage
from tests.bench.verdicts import judged

BLOCKS, GETS, POSTS = 7, 1500, 500
TARGET = 0.9


def measure(place: Place) -> None:
    """Measure, print, judge."""
    measured = []
    for number in (1, 2):
        with stage.set_up(place, number) as played:
            warm_up(played)
            measured.append({"GET": _shown(played), "POST": _sent(played)})
    for what in ("GET", "POST"):
        one, two = (found[what] for found in measured)
        ours, floor = two.ours.rate / one.ours.rate, two.floor.rate / one.floor.rate
        verdict = judged(f"the gain of {what}", ours / floor >= TARGET, f"at least {TARGET:g}")
        print(f"{what}, gain from 1 to 2 processes{'':10}{ours:8.2f}{floor:8.2f}  {ours / floor:.2f}  {verdict}")
        for processes, found in ((1, one), (2, two)):
            print(
                f"  {processes}: ours {found.ours.rate:.0f}, floor {found.floor.rate:.0f} per second, {_spread(found)}"
            )


def _spread(found: Comparison) -> str:
    ratios = found.ratios(lambda report: report.rate)
    return f"ratio {median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"


def _shown(played: Stage) -> Comparison:
    pages = [stage.get(f"/a/{code}") for code in played.codes]
    floor = [stage.get("/page")] * len(pages)
    return compare(played.ours, played.floor, [(pages, floor)] * BLOCKS, "200", GETS // len(pages))


def _sent(played: Stage) -> Comparison:
    forms = stage.filled(played, BLOCKS * POSTS)
    blocks = [forms[first : first + POSTS] for first in range(0, len(forms), POSTS)]
    return compare(played.ours, played.floor, [(block, to_floor(block)) for block in blocks], "303")

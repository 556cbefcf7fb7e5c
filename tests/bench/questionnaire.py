"""The questionnaire beside a bare Flask application: shown, sent, its bytes on the wire, its memory."""

from tests.bench import stage, wire
from tests.bench.comparison import compare, p99
from tests.bench.place import Place
from tests.bench.stage import Stage
from tests.bench.verdicts import judged, spread, tell

BLOCKS = 9
GETS, POSTS = 1500, 500
GET_TARGET, P99_TARGET = 0.85, 3.0
POST_TARGETS = {"SQLite": 0.7, "PostgreSQL": 0.6}
WIRE_BUDGET = 30_000


def measure(place: Place) -> None:
    """Measure, print, judge."""
    with stage.set_up(place) as played:
        warm_up(played)
        shown(played)
        sent(played)
        first_visit(played)
        memory(played)


def warm_up(played: Stage) -> None:
    """Let both servers make what they make once."""
    page, form = stage.get(f"/a/{played.codes[0]}"), stage.filled(played, 100)
    compare(played.ours, played.floor, [([page] * 200, [stage.get("/page")] * 200)], "200")
    compare(played.ours, played.floor, [(form, to_floor(form))], "303")


def shown(played: Stage) -> None:
    """GET of the questionnaire, plain and compressed."""
    pages = [f"/a/{code}" for code in played.codes]
    floor = [stage.get("/page")] * len(pages)
    plain = [stage.get(page) for page in pages]
    result = compare(played.ours, played.floor, [(plain, floor)] * BLOCKS, "200", GETS // len(pages))
    tell("GET of the questionnaire, per second", result, GET_TARGET)
    packed = [stage.get(page, "Accept-Encoding: gzip") for page in pages]
    result = compare(played.ours, played.floor, [(packed, floor)] * 3, "200", GETS // len(pages))
    tell("  the same with gzip, floor without", result, None)


def sent(played: Stage) -> None:
    """POST of a response; everything that was thanked must be there."""
    before = played.place.stored()
    forms = stage.filled(played, BLOCKS * POSTS)
    blocks = [forms[first : first + POSTS] for first in range(0, len(forms), POSTS)]
    result = compare(played.ours, played.floor, [(block, to_floor(block)) for block in blocks], "303")
    tell("POST of a response, per second", result, POST_TARGETS[played.place.name])
    slower = result.ratios(p99)
    verdict = judged("the p99 of POST", slower[len(slower) // 2] < P99_TARGET, f"under {P99_TARGET:g}")
    print(f"  its p99, ms{'':26}{result.ours.p99:8.1f}{result.floor.p99:8.1f}  {spread(slower)}  {verdict}")
    thanked, stored = len(forms), played.place.stored() - before
    verdict = judged("thanked and stored", thanked == stored, "the same")
    print(f"  thanked and stored{'':19}{thanked:8}{stored:8}{'':21}{verdict}")
    print("  " + played.place.flask("verify").strip())


def to_floor(forms: list[str]) -> list[str]:
    """The same bodies for the floor's route."""
    return [stage.FORM_ADDRESS.sub("POST /row ", form, count=1) for form in forms]


def first_visit(played: Stage) -> None:
    """Bytes on the wire."""
    sizes = wire.first_visit(played.ours, played.codes[0])
    total = sum(sizes.values())
    verdict = judged("the first visit", total <= WIRE_BUDGET, f"at most {WIRE_BUDGET:,}")
    print(f"First visit, bytes with gzip{'':9}{total:8,}{'':29}{verdict}")
    print("  " + ", ".join(f"{address.partition('?')[0]} {size:,}" for address, size in sizes.items()))


def memory(played: Stage) -> None:
    """Resident memory after the load."""
    ours, floor = played.ours.resident_mb(), played.floor.resident_mb()
    print(f"Memory after the load, MB{'':12}{ours:8.0f}{floor:8.0f}  {ours / floor:.2f}")

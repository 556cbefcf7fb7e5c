"""How the invented responses come in: how many for whom, by which channel, on which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from surveys.commands.demo.chance import chance, drawn, shares
from surveys.commands.demo.people import People
from surveys.commands.demo.region import Invented
from surveys.domain.questionnaire import Questionnaire
from surveys.store.responses import NewResponse

WEEKDAYS = (1.15, 1.25, 1.2, 1.1, 0.9, 0.45, 0.35)
OF_TODAY = 0.4
"""Today is not over."""

BEFORE = 0.25
"""The part of all responses that the earlier round has."""

CHANNELS = {"link": 5.0, "qr": 3.0, "embed": 2.0, "kiosk": 1.2}


@dataclass(frozen=True)
class Period:
    """A round: its id, its questionnaire, the days on which responses can have come, whether it was a year ago."""

    id: int
    questionnaire: Questionnaire
    days: list[date]
    earlier: bool


@dataclass(frozen=True)
class Expected:
    """How many responses an organization has in each round, and in which part of the days it collects at all.

    `was_there` is whether it was in the earlier round.
    """

    invented: Invented
    was_there: bool
    before: int
    now: int
    active: float

    @property
    def total(self) -> int:
        """In both rounds."""
        return self.before + self.now


def expected(seed: int, region: list[Invented], responses: int) -> list[Expected]:
    """Divide responses among organizations: most near their required sample, some behind, a few have none.

    The region's first organization always has some.
    """
    random = chance(seed, "diligence")
    lots = random.sample(range(1, len(region)), len(region) - 1)
    silent = set(lots[: -(-len(lots) // 20)])
    behind = set(lots[len(silent) : len(silent) + len(lots) // 8])
    before, now, active = [], [], []
    for n, one in enumerate(region):
        required = min(600, 0.4 * (one.record.recipients or 0))
        before.append(0.0 if n and random.random() < 0.1 else required * random.uniform(0.5, 1.1))
        diligence = random.uniform(0.1, 0.4) if n in behind else random.uniform(0.75, 1.25)
        now.append(0.0 if n in silent else required * diligence)
        active.append(random.uniform(0.25, 0.6) if n in behind else 1.0)
    earlier = shares(round(responses * BEFORE), before)
    later = shares(responses - sum(earlier), now)
    return [Expected(*told) for told in zip(region, map(bool, before), earlier, later, active, strict=True)]


def collected(seed: int, ids: dict[str, int], wanted: list[Expected], rounds: list[Period]) -> Iterator[NewResponse]:
    """The responses of these organizations (`ids` by code), one after the other, made as they are taken."""
    for one in wanted:
        code = one.invented.code
        for round_ in rounds:
            people = People(chance(seed, code, "people"), round_.questionnaire, one.invented.sort)
            random = chance(seed, code, "answers", round_.earlier)
            number = one.before if round_.earlier else one.now
            for channel, day in _arrivals(random, one, round_, number):
                yield NewResponse(
                    organization_id=ids[code],
                    id=f"{random.getrandbits(128):032x}",
                    assessment_id=round_.id,
                    channel=channel,
                    day=day,
                    questionnaire=round_.questionnaire.key,
                    answers=people.answer(random, a_year_ago=round_.earlier),
                )


def _arrivals(random: Random, one: Expected, round_: Period, number: int) -> Iterator[tuple[str, date]]:
    days = drawn(random, round_.days, _weights(random, one, round_))
    liked = {name: weight * random.uniform(0.3, 1.5) for name, weight in CHANNELS.items()}
    if not one.invented.record.site:
        del liked["embed"]
    return islice(zip(drawn(random, list(liked), liked.values()), days, strict=False), number)


def _weights(random: Random, one: Expected, round_: Period) -> list[float]:
    """How many come on each day of a round: a slow beginning, the rhythm of the week, good days and bad ones."""
    length = len(round_.days)
    end = length if round_.earlier else max(1, round(length * one.active))
    weights = [
        WEEKDAYS[day.weekday()] * min(1.0, 0.3 + 3 * n / length) * random.uniform(0.6, 1.4) if n < end else 0.0
        for n, day in enumerate(round_.days)
    ]
    if not round_.earlier:
        weights[-1] *= OF_TODAY
    return weights


def every_day(first: date, number: int) -> list[date]:
    """So many days in a row."""
    return [first + timedelta(days=n) for n in range(number)]

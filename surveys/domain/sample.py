"""The required sample: how many responses an organization needs, how many are due by a day, and who falls behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Sample(BaseModel):
    """How many responses are needed: a share of the recipients of the year before, at most `most`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Annotated[Decimal, Field(gt=0, le=1)]
    most: Annotated[int, Field(ge=1)]
    source: str
    confirmed: bool

    def required(self, recipients: int | None) -> int | None:
        """How many responses an organization with so many recipients needs; None if they are not known.

        `min(most, ceil(share × recipients))`; the definition names the source clause.
        """
        if recipients is None:
            return None
        return min(self.most, int((self.share * recipients).to_integral_value(ROUND_CEILING)))


@dataclass(frozen=True)
class Standing:
    """How an organization of a round stands: what it has collected, and what it needs (None: not known)."""

    code: str
    name: str
    collected: int
    required: int | None

    @property
    def missing(self) -> int:
        """How many responses it still needs."""
        return max((self.required or 0) - self.collected, 0)


def due(required: int, first: date, last: date | None, day: date) -> int:
    """How many of the required responses are due by the end of a day, growing evenly from the first to the last.

    Nothing is due in a round without an end.
    """
    if last is None or day < first:
        return 0
    days = (last - first).days + 1
    return required * min((day - first).days + 1, days) // days


def behind(standings: Iterable[Standing], first: date, last: date | None, day: date) -> list[tuple[Standing, int]]:
    """Who has less than half of what is due by a day, with what is due; who lacks most of it comes first."""
    expected = [(one, due(one.required, first, last, day)) for one in standings if one.required is not None]
    late = [(one, by_now) for one, by_now in expected if 2 * one.collected < by_now]
    return sorted(late, key=lambda pair: (pair[0].collected - pair[1], pair[0].name))

"""Ratings: places among all and by form of service, means of groups, legal entities, what has changed."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from surveys.domain.indicators import Inputs, Points, Score, scored
from surveys.domain.methodology import TOTAL, Method, Ranking
from surveys.domain.registry import Form
from surveys.domain.rounding import half_up


@dataclass(frozen=True)
class Assessed:
    """An organization of a round with what was found out about it.

    `required` is the required sample, None if the number of recipients is not known. `place` is among all,
    `places` are among those of each of its forms, in the order of `forms`; None where it has no total.
    """

    code: str
    name: str
    short_name: str = ""
    inn: str | None = None
    municipality: str = ""
    forms: tuple[Form, ...] = ()
    required: int | None = None
    inputs: Inputs = field(default_factory=Inputs)
    score: Score = field(default_factory=dict)
    place: int | None = None
    places: tuple[int | None, ...] = ()

    @property
    def total(self) -> Points:
        """The organization's total."""
        return self.score[TOTAL]

    @property
    def called(self) -> str:
        """What it is called where there is little room."""
        return self.short_name or self.name


@dataclass(frozen=True)
class Group:
    """Organizations taken together: how many there are, how many of them have a total, and the plain mean of those."""

    name: str
    organizations: int
    counted: int
    mean: Fraction | None


def rated(method: Method, organizations: Iterable[Assessed]) -> list[Assessed]:
    """The organizations with their points and places, best first, those without a total last, then by name."""
    counted = [replace(one, score=scored(method, one.inputs)) for one in organizations]
    return placed(method, counted)


def placed(method: Method, organizations: Iterable[Assessed]) -> list[Assessed]:
    """The organizations, which have their points, with their places, in their order."""
    found = list(organizations)
    totals = {one.code: ranked_by(method, one.total.value) for one in found}
    overall = places(totals, method.methodology.ranking)
    by_form = {
        form: places({one.code: totals[one.code] for one in found if form in one.forms}, method.methodology.ranking)
        for form in Form
    }
    complete = [
        replace(one, place=overall[one.code], places=tuple(by_form[form][one.code] for form in one.forms))
        for one in found
    ]
    return sorted(complete, key=in_order)


def in_order(one: Assessed) -> tuple[bool, int, str, str]:
    """Where an organization stands in a rating."""
    return one.place is None, one.place or 0, one.name, one.code


def ranked_by(method: Method, total: Fraction | None) -> Decimal | Fraction | None:
    """What decides about a place: the total as it is published."""
    digits = method.methodology.rounding.total
    return total if total is None or digits is None else half_up(total, digits)


def places(totals: Mapping[str, Decimal | Fraction | None], ranking: Ranking = Ranking.DENSE) -> dict[str, int | None]:
    """The place of each by its total, 1 for the highest. Equal totals share a place; who has none has no place."""
    known = sorted((total for total in totals.values() if total is not None), reverse=True)
    steps = list(dict.fromkeys(known)) if ranking is Ranking.DENSE else known
    first: dict[Decimal | Fraction, int] = {}
    for number, total in enumerate(steps, 1):
        first.setdefault(total, number)
    return {code: None if total is None else first[total] for code, total in totals.items()}


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    """The plain mean of the values that there are; None of none."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def mean_score(organizations: Sequence[Assessed], figures: Iterable[str]) -> dict[str, Fraction | None]:
    """The plain mean of each figure over the organizations that have it."""
    return {figure: mean(one.score[figure].value for one in organizations) for figure in figures}


def groups(organizations: Iterable[Assessed], keys: Callable[[Assessed], Iterable[str]]) -> list[Group]:
    """The organizations grouped by names that `keys` gives them (some have several), with their means, by name."""
    found: defaultdict[str, list[Assessed]] = defaultdict(list)
    for one in organizations:
        for key in keys(one):
            found[key].append(one)
    return [_group(name, found[name]) for name in sorted(found)]


def _group(name: str, members: Sequence[Assessed]) -> Group:
    totals = [one.total.value for one in members]
    return Group(name, len(members), sum(total is not None for total in totals), mean(totals))


@dataclass(frozen=True)
class LegalEntity:
    """A legal entity with branches, each of which was assessed; its total is their plain mean."""

    inn: str
    branches: tuple[Assessed, ...]

    @property
    def mean(self) -> Fraction | None:
        """The plain mean of its branches' totals."""
        return mean(one.total.value for one in self.branches)


def legal_entities(organizations: Iterable[Assessed]) -> list[LegalEntity]:
    """The legal entities that have several organizations: those that share an INN, by the first one's name."""
    found: defaultdict[str, list[Assessed]] = defaultdict(list)
    for one in organizations:
        if one.inn:
            found[one.inn].append(one)
    entities = [LegalEntity(inn, tuple(branches)) for inn, branches in found.items() if len(branches) > 1]
    return sorted(entities, key=lambda entity: (entity.branches[0].name, entity.inn))


@dataclass(frozen=True)
class Change:
    """What has changed since the round before: the total then, the difference in points, the place then."""

    before: Fraction
    points: Fraction
    place: int | None


def changes(now: Iterable[Assessed], before: Iterable[Assessed]) -> dict[Hashable, Change]:
    """By code, for those who have a total in both rounds."""
    then = {one.code: one for one in before}
    found: dict[Hashable, Change] = {}
    for one in now:
        earlier = then.get(one.code)
        if earlier and one.total.value is not None and earlier.total.value is not None:
            found[one.code] = Change(earlier.total.value, one.total.value - earlier.total.value, earlier.place)
    return found

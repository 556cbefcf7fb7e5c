"""The rating in public: which organizations are asked for, in what order, which page of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from surveys.domain import registry
from surveys.domain.methodology import TOTAL
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed, Change, LegalEntity, changes, legal_entities
from surveys.domain.registry import Form

ON_A_PAGE = 50
LONGEST = 200

PLACE, NAME, MUNICIPALITY, RESPONSES = "place", "name", "municipality", "responses"
FROM_THE_TOP = (PLACE, NAME, MUNICIPALITY)
"""Columns that one sorts upwards at first: the first place, the first letter. Points one sorts downwards."""


@dataclass(frozen=True)
class Wanted:
    """Which organizations are asked for, and in what order. What is empty or None asks for nothing."""

    form: Form | None = None
    municipality: str = ""
    query: str = ""
    sort: str = PLACE
    descending: bool = False
    page: int = 1

    @property
    def is_all(self) -> bool:
        """Whether all organizations are asked for."""
        return not (self.form or self.municipality or self.query)


@dataclass(frozen=True)
class Line:
    """An organization of the rating: its place among those of the form that is asked for, what has changed."""

    one: Assessed
    place: int | None
    change: Change | None


@dataclass(frozen=True)
class Found:
    """A page of the rating: which one, of how many, and how many organizations all of them have."""

    lines: list[Line]
    page: int
    pages: int
    total: int


def asked_for(rated: Rated, said: Mapping[str, str]) -> Wanted:
    """What an address asks for. What it says that means nothing, it does not say."""
    words = {name: text[:LONGEST].strip() for name, text in said.items()}
    form, municipality, order = words.get("form", ""), words.get("municipality", ""), words.get("order", "")
    sort = words.get("sort", PLACE)
    sort = sort if sort in sorted_by(rated) else PLACE
    number = words.get("page", "")
    return Wanted(
        form=Form(form) if form in list(Form) else None,
        municipality=municipality if municipality in rated.municipalities else "",
        query=words.get("q", ""),
        sort=sort,
        descending=order == "down" if order in ("up", "down") else sort not in FROM_THE_TOP,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
    )


def sorted_by(rated: Rated) -> list[str]:
    """By what one can sort."""
    criteria = [criterion.id for criterion in rated.method.methodology.criteria]
    return [PLACE, NAME, MUNICIPALITY, TOTAL, *criteria, RESPONSES]


def found(rated: Rated, before: Rated | None, wanted: Wanted) -> Found:
    """The page of the organizations that are asked for. Who has nothing to be sorted by comes last."""
    members = _ordered(_chosen(rated, wanted), wanted)
    pages = max(-(-len(members) // ON_A_PAGE), 1)
    number = min(max(wanted.page, 1), pages)
    shown = members[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    earlier = [before.by_code[one.code] for one in shown if one.code in before.by_code] if before else []
    changed = changes(shown, earlier)
    lines = [Line(one, place(one, wanted.form), changed.get(one.code)) for one in shown]
    return Found(lines, number, pages, len(members))


def place(one: Assessed, form: Form | None) -> int | None:
    """An organization's place among all, or among those of one of its forms."""
    return one.place if form is None else dict(zip(one.forms, one.places, strict=True)).get(form)


def entities(rated: Rated, shown: Found) -> list[LegalEntity]:
    """The legal entities with branches of which at least one is on a page of the rating."""
    codes = {line.one.code for line in shown.lines}
    return [
        entity
        for entity in legal_entities(rated.organizations)
        if any(branch.code in codes for branch in entity.branches)
    ]


def _chosen(rated: Rated, wanted: Wanted) -> list[Assessed]:
    words = registry.search_words(wanted.query)
    if wanted.query and not words:
        return []
    return [
        one
        for one in rated.organizations
        if (wanted.form is None or wanted.form in one.forms)
        and (not wanted.municipality or one.municipality == wanted.municipality)
        and all(word in rated.search_texts[one.code] for word in words)
    ]


def _ordered(members: list[Assessed], wanted: Wanted) -> list[Assessed]:
    key = _key(wanted)
    keyed = [(key(one), one) for one in members]
    told = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=wanted.descending)
    return [one for _, one in told] + [one for value, one in keyed if value is None]


def _key(wanted: Wanted) -> Callable[[Assessed], Any]:
    """What organizations are sorted by: exact enough as a fast number."""
    match wanted.sort:
        case "place":
            return lambda one: place(one, wanted.form)
        case "name":
            return lambda one: registry.plain(one.name)
        case "municipality":
            return lambda one: registry.plain(one.municipality) or None
        case "responses":
            return lambda one: one.inputs.responses or None
    return lambda one: _fast(one.score[wanted.sort].value)


def _fast(value: Fraction | None) -> float | None:
    return None if value is None else value.numerator / value.denominator

"""One organization's approved results as its page shows them: every figure in words and numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from surveys.domain import rating, working
from surveys.domain.checklist import Group, Mark
from surveys.domain.definition import said
from surveys.domain.indicators import Points
from surveys.domain.methodology import TOTAL, Band, Indicator, Method
from surveys.domain.publication import is_hidden
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form
from surveys.files import points as numbers
from surveys.store.assessments import Round
from surveys.web import language
from surveys.web.points_said import Moved, band, cell, moved


@dataclass(frozen=True)
class Asked:
    """A question behind an indicator: how many are counted, and how many of them said yes."""

    text: str
    yes: int
    people: int


@dataclass(frozen=True)
class LookedAt:
    """A group of the checklist: the texts of its items by what an inspector found."""

    title: str
    found: Mapping[Mark, Sequence[str]]


@dataclass(frozen=True)
class Figure:
    """A figure with its working. `shown` are its points or why there are none, `means` those of its groups."""

    number: str
    title: str
    points: Points
    shown: str
    means: tuple[str, ...]
    words: str
    formula: str
    asked: tuple[Asked, ...] = ()
    looked_at: tuple[LookedAt, ...] = ()


@dataclass(frozen=True)
class Part:
    """A criterion with its indicators."""

    criterion: Figure
    indicators: tuple[Figure, ...]


@dataclass(frozen=True)
class Place:
    """An organization's place among all (`form` is None) or among those of a form, and how many got one there."""

    form: Form | None
    place: int | None
    of: int


@dataclass(frozen=True)
class Bounds:
    """A band with the whole points that it begins and ends with."""

    band: Band
    lowest: int
    highest: int


@dataclass(frozen=True)
class Past:
    """An organization's total in a round. `moved` is against the round that it was in before."""

    round: Round
    one: Assessed
    total: str
    band: str
    moved: Moved | None


class View:
    """What the page of an organization shows of one round. `groups` are what it is compared with, by form or all."""

    def __init__(self, published: Rated, one: Assessed, questionnaire: Questionnaire | None) -> None:
        self.published = published
        self.one = one
        self.method = published.method
        self.groups: tuple[Form | None, ...] = one.forms or (None,)
        self._questionnaire = questionnaire
        self.language = language.chosen()

    @property
    def total(self) -> Figure:
        """The organization's total."""
        return self._figure(TOTAL, "", _("Total"))

    @property
    def parts(self) -> list[Part]:
        """The criteria with their indicators."""
        return [
            Part(
                self._figure(criterion.id, criterion.number, said(criterion.title, self.language)),
                tuple(map(self._indicator, criterion.indicators)),
            )
            for criterion in self.method.methodology.criteria
        ]

    @property
    def band(self) -> str:
        """The word for the total; empty if there is no total."""
        return band(self.method, self.one)

    @property
    def bands(self) -> list[Bounds]:
        """All bands, the best one first."""
        found = self.method.methodology.bands
        highest = [100, *(one.lowest - 1 for one in found)]
        return [Bounds(one, one.lowest, top) for one, top in zip(found, highest, strict=False)]

    @property
    def places(self) -> list[Place]:
        """The places among all and by form of service, as far as the total is told."""
        if self.one.place is None:
            return []
        by_form = [
            Place(form, place, self.published.placed(form))
            for form, place in zip(self.one.forms, self.one.places, strict=True)
        ]
        return [Place(None, self.one.place, self.published.placed()), *by_form]

    def has(self, state: str) -> bool:
        """Whether one of the figures is in this state."""
        return any(points.state == state for points in self.one.score.values())

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is told, because of few responses or because a correction would tell a few."""
        return is_hidden(self.one)

    @property
    def is_below_sample(self) -> bool:
        """Whether fewer responses came in than are required."""
        return 0 < self.one.inputs.responses < (self.one.required or 0)

    def _indicator(self, indicator: Indicator) -> Figure:
        figure = self._figure(indicator.id, indicator.number, said(indicator.title, self.language))
        if figure.points.value is None:
            return figure
        asked = tuple(self._asked(indicator.questions))
        looked_at = tuple(self._looked_at(self.method.checklist.by_group[id_]) for id_ in indicator.groups)
        return Figure(**(vars(figure) | {"asked": asked, "looked_at": looked_at}))

    def _figure(self, id_: str, number: str, title: str) -> Figure:
        points = self.one.score[id_]
        formula = working.working(self.method, id_, self.one.inputs, self.one.score)
        means = (self.published.mean(form)[id_] for form in self.groups)
        return Figure(
            number=number,
            title=title,
            points=points,
            shown=cell(self.method, id_, points),
            means=tuple("" if mean is None else cell(self.method, id_, Points(mean)) for mean in means),
            words=language.translated(working.in_words(self.method, id_)),
            formula=numbers.formula(formula, self.language),
        )

    def _asked(self, questions: Iterable[str]) -> Iterator[Asked]:
        known = self._questionnaire.by_id if self._questionnaire else {}
        for id_ in questions:
            if share := self.one.inputs.shares.get(id_):
                text = said(known[id_].text, self.language) if id_ in known else id_
                yield Asked(text, share.yes, share.base(self.method.methodology.denominator))

    def _looked_at(self, group: Group) -> LookedAt:
        found: dict[Mark, list[str]] = {mark: [] for mark in Mark}
        for item in group.items:
            if (mark := self.one.inputs.marks.get(item.id)) is not None:
                found[Mark(mark)].append(said(item.text, self.language))
        return LookedAt(said(group.title, self.language), found)


def past(history: Sequence[tuple[Round, Assessed]], methods: Mapping[int, Method]) -> list[Past]:
    """An organization's totals over the rounds, newest first as `history` is."""
    older = [[one] for _, one in history[1:]]
    found = []
    for (round_, one), before in zip(history, [*older, []], strict=True):
        method = methods[round_.id]
        changed = rating.changes([one], before).get(one.code)
        total, word = cell(method, TOTAL, one.total), band(method, one)
        found.append(Past(round_, one, total, word, moved(method, changed) if changed else None))
    return found

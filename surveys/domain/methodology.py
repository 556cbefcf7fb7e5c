"""How indicators are counted: criteria, weights, a closed table of measures, and what the acts leave open."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from surveys.domain.checklist import Checklist
from surveys.domain.definition import Definition, PartId, Texts, Value
from surveys.domain.questionnaire import Kind, Questionnaire

TOTAL = "s"
"""What an organization's total is called among the figures."""


def _written(value: Any) -> Any:
    if isinstance(value, float | int):
        raise ValueError('write it as a decimal in quotes, like "0.3"')
    return value


Written = Annotated[Decimal, BeforeValidator(_written)]
"""A number as it is written in the order, not as a computer keeps it."""

Weight = Annotated[Written, Field(gt=0, le=1)]
Digits = Annotated[int, Field(ge=0, le=6)]


class ShareOfAnswers(Value):
    """The share of «yes» among the answers to a question, × 100 (344н)."""

    kind: Literal["share_of_answers"]
    question: PartId


class MeanOfShares(Value):
    """The mean of the shares of «yes» of several questions, × 100; one that nobody answered leaves the others."""

    kind: Literal["mean_of_shares"]
    questions: Annotated[tuple[PartId, ...], Field(min_length=2)]


class ShareOfMarks(Value):
    """The mean, over groups of the checklist, of the marks against the norm, × 100.

    The norm is the number of items that are applicable; a group without any leaves the others.
    """

    kind: Literal["share_of_marks"]
    groups: Annotated[tuple[PartId, ...], Field(min_length=1)]


class PointsPerCondition(Value):
    """So many points for each condition that is there; `enough` of them are 100."""

    kind: Literal["points_per_condition"]
    group: PartId
    points: Annotated[Written, Field(gt=0, le=100)]
    enough: Annotated[int, Field(ge=1)]


Measure = Annotated[ShareOfAnswers | MeanOfShares | ShareOfMarks | PointsPerCondition, Field(discriminator="kind")]


class Indicator(Value):
    """One indicator: its number and symbol in the order, its weight within its criterion, how it is measured."""

    id: PartId
    number: str
    symbol: str = ""
    weight: Weight
    title: Texts
    source: str
    confirmed: bool = False
    measure: Measure

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers it counts; none if it counts an inspection's marks."""
        match self.measure:
            case ShareOfAnswers(question=question):
                return (question,)
            case MeanOfShares(questions=questions):
                return questions
        return ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the checklist whose marks it counts."""
        match self.measure:
            case ShareOfMarks(groups=groups):
                return groups
            case PointsPerCondition(group=group):
                return (group,)
        return ()


class Criterion(Value):
    """A criterion: the weighted sum of its indicators."""

    id: PartId
    number: str
    weight: Weight
    title: Texts
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, alias="indicator")]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (whole := sum(one.weight for one in self.indicators)) != 1:
            raise ValueError(f"{self.id}: the weights of its indicators sum to {whole}, not to 1")
        return self


class Denominator(StrEnum):
    """Of whom a share is one: of those who answered the question, or of all to whom it was put."""

    ANSWERED = "answered"
    ALL = "all"


class Empty(StrEnum):
    """What an indicator is when nobody was asked: left out (the other weights are scaled to 1), 0 or 100."""

    EXCLUDE = "exclude"
    ZERO = "zero"
    HUNDRED = "hundred"


class Ranking(StrEnum):
    """Which place follows a shared one: the next number (1, 2, 2, 3) or the next free one (1, 2, 2, 4)."""

    DENSE = "dense"
    STANDARD = "standard"


class Rounding(Value):
    """To how many decimals figures are rounded, half up; absent: not at all.

    `carried` is whether the next level counts with the rounded figure, or with the exact one.
    """

    indicator: Digits | None = None
    criterion: Digits | None = None
    total: Digits | None = None
    carried: bool = False


class Band(Value):
    """A word for totals: from so many points on, counted in whole points."""

    id: PartId
    lowest: Annotated[int, Field(ge=0, le=100)]
    title: Texts
    confirmed: bool = False


class Methodology(Definition):
    """A version of a methodology. `checklist` is the key of the checklist whose marks it counts."""

    sector: Texts
    checklist: str
    denominator: Denominator
    empty_denominator: Empty
    ranking: Ranking
    rounding: Rounding
    bands: Annotated[tuple[Band, ...], Field(min_length=1, alias="band")]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, alias="criterion")]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        seen = {TOTAL}
        for id_ in self.figures[:-1]:
            if id_ in seen:
                raise ValueError(f"{id_}: stands twice, or is a name of ours")
            seen.add(id_)
        if (whole := sum(one.weight for one in self.criteria)) != 1:
            raise ValueError(f"the weights of the criteria sum to {whole}, not to 1")
        lowest = [band.lowest for band in self.bands]
        if lowest != sorted(set(lowest), reverse=True) or lowest[-1] != 0:
            raise ValueError("the bands go down, each once, and the last one begins at 0")
        return self

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in their order."""
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """What all figures are called: indicators, criteria, the total."""
        return (*(one.id for one in self.indicators), *(one.id for one in self.criteria), TOTAL)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The questions whose answers are counted, each once, in the order of the indicators."""
        return tuple(dict.fromkeys(question for one in self.indicators for question in one.questions))


class MethodError(Exception):
    """A methodology that counts what there is not; the text names the indicator and what is missing."""


@dataclass(frozen=True)
class Method:
    """A methodology with its checklist. Raises MethodError where they do not fit."""

    methodology: Methodology
    checklist: Checklist

    def __post_init__(self) -> None:
        for indicator in self.methodology.indicators:
            for group in indicator.groups:
                if group not in self.checklist.by_group:
                    raise MethodError(f"{indicator.id}: the checklist {self.checklist.key} has no group {group}")

    def misfits(self, questionnaire: Questionnaire) -> Iterator[str]:
        """The questions that the methodology counts and that the questionnaire does not ask with yes and no."""
        for id_ in self.methodology.questions:
            question = questionnaire.by_id.get(id_)
            if question is None or question.kind is not Kind.YES_NO:
                yield id_

    @cached_property
    def weights(self) -> dict[str, Fraction]:
        """The weight of each indicator within its criterion and of each criterion, exact, by id."""
        of_criteria = {one.id: Fraction(one.weight) for one in self.methodology.criteria}
        return of_criteria | {one.id: Fraction(one.weight) for one in self.methodology.indicators}

    @cached_property
    def criterion_of(self) -> dict[str, str]:
        """The criterion of each indicator, by id."""
        return {part.id: criterion.id for criterion in self.methodology.criteria for part in criterion.indicators}

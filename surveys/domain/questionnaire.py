"""What a questionnaire is: questions in their order, the skip rules between them, texts by language."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from surveys.domain.definition import Definition, PartId, Texts, Value
from surveys.domain.sample import Sample


class Kind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    WHOLE_NUMBER = "whole_number"
    TEXT = "text"


class Option(Value):
    """One answer that can be chosen: its value in the data, and its text."""

    value: PartId
    text: Texts


class Condition(Value):
    """The skip rule of a question: asked only if another, earlier one was answered so."""

    question: PartId
    answer: str


class Question(Value):
    """One question. `asked_if` None means that everybody is asked.

    `minimum` and `maximum` bound a whole number; `longest` bounds a text, in characters.
    """

    id: PartId
    kind: Kind
    text: Texts
    source: str
    confirmed: bool
    hint: Texts | None = None
    required: bool = False
    asked_if: Condition | None = None
    options: tuple[Option, ...] = ()
    minimum: int = 0
    maximum: int = 0
    longest: int = 0

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        choosing = self.kind in (Kind.YES_NO, Kind.CHOICE)
        if choosing and len(self.options) < 2:
            raise ValueError(f"{self.id}: a question of kind {self.kind} needs at least two options")
        if self.options and not choosing:
            raise ValueError(f"{self.id}: only yes_no and choice have options")
        if len(set(self.values)) != len(self.options):
            raise ValueError(f"{self.id}: two options have the same value")
        if self.kind is Kind.YES_NO and self.values != ("yes", "no"):
            raise ValueError(f"{self.id}: the options of yes_no are yes and no, in this order")
        if self.kind is Kind.WHOLE_NUMBER and not 0 <= self.minimum < self.maximum:
            raise ValueError(f"{self.id}: a whole number needs 0 <= minimum < maximum")
        if self.kind is Kind.TEXT and not 0 < self.longest <= 10_000:
            raise ValueError(f"{self.id}: a text needs longest, from 1 to 10000 characters")
        return self

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values that can be chosen, in their order; empty for a number or a text."""
        return tuple(option.value for option in self.options)


class Questionnaire(Definition):
    """A version of a questionnaire, in force from a day, with its questions in the order they are asked."""

    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    intro: Texts
    closing: Texts
    sample: Sample | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1, alias="question")]

    @model_validator(mode="before")
    @classmethod
    def _spread_yes_no(cls, data: Any) -> Any:
        """A questionnaire says once what «yes» and «no» are called; a question may call them otherwise."""
        if not isinstance(data, dict) or not isinstance(data.get("question"), list):
            return data
        names = data.get("yes_no")
        questions = [
            {"options": names, **q} if isinstance(q, dict) and names and q.get("kind") == "yes_no" else q
            for q in data["question"]
        ]
        return {key: value for key, value in data.items() if key != "yes_no"} | {"question": questions}

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by their ids, in their order."""
        return {question.id: question for question in self.questions}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        earlier: dict[str, Question] = {}
        for question in self.questions:
            if question.id in earlier:
                raise ValueError(f"{question.id}: stands twice")
            self._check_condition(question, earlier)
            earlier[question.id] = question
        for where, texts in self._all_texts():
            missing = [language for language in self.languages if not texts.get(language, "").strip()]
            if missing:
                raise ValueError(f"{where}: no text in {', '.join(missing)}")
        return self

    @staticmethod
    def _check_condition(question: Question, earlier: dict[str, Question]) -> None:
        rule = question.asked_if
        if rule is None:
            return
        gate = earlier.get(rule.question)
        if gate is None:
            raise ValueError(f"{question.id}: asked_if names {rule.question}, which is not an earlier question")
        if rule.answer not in gate.values:
            raise ValueError(f"{question.id}: asked_if wants {rule.answer!r}, which {gate.id} does not offer")

    def _all_texts(self) -> list[tuple[str, Texts]]:
        texts = [("title", self.title), ("intro", self.intro), ("closing", self.closing)]
        for question in self.questions:
            texts.append((f"{question.id} text", question.text))
            if question.hint is not None:
                texts.append((f"{question.id} hint", question.hint))
            texts += [(f"{question.id} option {option.value}", option.text) for option in question.options]
        return texts

"""What documents tell of: the results of one round, as they are now or as the council approved them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from surveys.domain import rating
from surveys.domain.indicators import State
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.publication import is_few, published
from surveys.domain.questionnaire import Questionnaire
from surveys.domain.rated import Rated
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form
from surveys.files import points
from surveys.files.documents import words
from surveys.files.documents.blocks import Cell, Number

INTERNAL = "Для служебного пользования"


@dataclass(frozen=True)
class Decided:
    """The council's decision on paper; a later version corrects an earlier one and says why."""

    number: str
    day: date
    version: int = 1
    reason: str = ""


class Shown(Rated):
    """The organizations as a document shows them, best first: in full, or by the rule of small numbers."""

    @cached_property
    def counted(self) -> list[Assessed]:
        """The organizations that have a total here."""
        return [one for one in self.organizations if one.total.value is not None]

    @cached_property
    def members(self) -> dict[Form | None, list[tuple[int | None, Assessed]]]:
        """The organizations of each form that there is, with their places in it; None: of no form known."""
        found: dict[Form | None, list[tuple[int | None, Assessed]]] = {form: [] for form in (*Form, None)}
        for one in self.organizations:
            for form, place in zip(one.forms, one.places, strict=True):
                found[form].append((place, one))
            if not one.forms:
                found[None].append((one.place, one))
        return {form: members for form, members in found.items() if members}

    def cell(self, one: Assessed, name: str) -> Cell:
        """One of an organization's figures, or why there is none; marked where few people are behind it."""
        told = one.score[name]
        if told.value is None or told.state is State.NOBODY:
            return words.STATES[told.state]
        return Number(told.value, points.digits(self.method, name), words.FEW if self.is_of_few(one, name) else "")

    def is_of_few(self, one: Assessed, name: str) -> bool:
        """Whether an organization's figure rests on the answers of fewer than LEAST people."""
        is_sum = name in self.method.criterion_of.values() or name == TOTAL
        return any(map(is_few, one.score[name].bases)) or (is_sum and is_few(one.inputs.responses))

    def points(self, value: Fraction | None, name: str, *, signed: bool = False) -> Cell:
        """Points that were worked out from a figure, such as a mean, with its decimals."""
        return words.NONE if value is None else Number(value, points.digits(self.method, name), signed=signed)

    def average(self, name: str) -> Cell:
        """The mean of a figure over all organizations that have it here."""
        return self.points(self.mean()[name], name)


@dataclass(frozen=True)
class Facts:
    """A round's results with what documents say of their making; `organizations` have their full figures.

    `decision` is None while the results are preliminary. `channels` are names of ways with the responses that came
    so, `suggestions` how many respondents wrote one, by the organization's code.
    """

    title: str
    first_day: date
    last_day: date | None
    day: date
    method: Method
    organizations: Sequence[Assessed]
    decision: Decided | None = None
    questionnaire: Questionnaire | None = None
    operator: str = ""
    contact: str = ""
    address: str = ""
    channels: Sequence[tuple[str, int]] = ()
    suggestions: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""

    @cached_property
    def full(self) -> Shown:
        """All figures, for whoever works with them."""
        return Shown(self.method, self.organizations)

    @cached_property
    def public(self) -> Shown:
        """What can be published, in an order that tells nothing of what is withheld."""
        told = [published(self.method, one) for one in self.organizations]
        return Shown(self.method, sorted(told, key=rating.in_order))

    @property
    def period(self) -> str:
        """The days of the collection."""
        return words.period(self.first_day, self.last_day)

    @property
    def about(self) -> list[str]:
        """The round and its days, as they stand beneath a title."""
        return [self.title, f"Сбор мнений получателей услуг: {self.period}"]

    @property
    def mark(self) -> str:
        """What stands on each page: what the figures are worth."""
        if self.decision is None:
            return "Предварительные данные: не утверждены общественным советом"
        corrected = f", редакция {self.decision.version}" if self.decision.version > 1 else ""
        return f"Утверждено решением общественного совета от {self._decided}{corrected}"

    @property
    def internal_mark(self) -> str:
        """The same on what is not to be published."""
        return f"{INTERNAL}. {self.mark}"

    def number_of(self, question: str) -> str:
        """The number that a question has in the questionnaire; its id where that is not known."""
        ids = [one.id for one in self.questionnaire.questions] if self.questionnaire else []
        return str(ids.index(question) + 1) if question in ids else question

    def appendix(self, number: int) -> list[str]:
        """What stands at the top right of an appendix to the council's decision."""
        return [f"Приложение № {number}", "к решению общественного совета", f"от {self._decided}"]

    @property
    def approval(self) -> list[str]:
        """What stands at the top right of a table that the council approves."""
        return ["УТВЕРЖДЕНО", "решением общественного совета", f"от {self._decided}"]

    @property
    def _decided(self) -> str:
        if self.decision is None:
            return "________________ № ______"
        return f"{words.long_date(self.decision.day)} № {self.decision.number}"

"""What tests of figures stand on: the shipped methods, counts and marks by hand, and any that can happen."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from surveys.definitions.loader import SHIPPED, Methodologies, Questionnaires
from surveys.domain.indicators import Inputs, tallied
from surveys.domain.methodology import Method, Methodology
from surveys.domain.rating import Assessed

QUESTIONNAIRE = Questionnaires(SHIPPED).get("675n.1")
SOCIAL = Methodologies(SHIPPED).method("317n.1")
CULTURE = Methodologies(SHIPPED).method("599-culture.1")

Counts = dict[tuple[str, str], int]

CHOSEN = [question for question in QUESTIONNAIRE.questions if question.values == ("yes", "no")]
GATES = {question.id: question.asked_if.question for question in CHOSEN if question.asked_if}


def changed(method: Method, **settings: Any) -> Method:
    """A method with other settings."""
    data = method.methodology.model_dump(mode="json", by_alias=True) | settings
    return Method(Methodology.model_validate(data), method.checklist)


def answers(responses: int, **said: tuple[int, int]) -> Counts:
    """How many said yes and no to each question; who is not named said yes to all that was put to them."""
    found: Counts = {}
    for question in CHOSEN:
        asked = found[GATES[question.id], "yes"] if question.id in GATES else responses
        yes, no = said.get(question.id, (asked, 0))
        found[question.id, "yes"], found[question.id, "no"] = yes, no
    return found


def marks(method: Method, all_of_them: str | None = "1", **other: str | None) -> dict[str, str]:
    """The same mark for every item, and for those that are named, by item or by group, another; None is no mark."""
    found = {}
    for group in method.checklist.groups:
        for item in group.items:
            mark = other.get(item.id, other.get(group.id, all_of_them))
            if mark is not None:
                found[item.id] = mark
    return found


def inputs(method: Method, responses: int, counts: Counts, found: Mapping[str, str] | None = None) -> Inputs:
    """What figures are counted from; everything was found unless it is said what was."""
    shares = tallied(QUESTIONNAIRE, method.methodology.questions, counts, responses)
    return Inputs(responses, shares, marks(method) if found is None else found)


def home(code: str, told: Inputs, **more: Any) -> Assessed:
    """An organization that is not counted yet."""
    return Assessed(code, f"Дом {code}", inputs=told, **more)


@st.composite
def any_answers(draw: st.DrawFn, most: int = 40) -> tuple[int, Counts]:
    """A number of responses and how many said what; no question has more answers than people it was put to."""
    responses = draw(st.integers(0, most))
    found: Counts = {}
    for question in CHOSEN:
        asked = found[GATES[question.id], "yes"] if question.id in GATES else responses
        answered = draw(st.integers(0, asked))
        yes = draw(st.integers(0, answered))
        found[question.id, "yes"], found[question.id, "no"] = yes, answered - yes
    return responses, found


@st.composite
def any_marks(draw: st.DrawFn, method: Method, complete: bool = False) -> dict[str, str]:
    """Marks of an inspection; where it need not be complete, some items have none."""
    found = {}
    for group in method.checklist.groups:
        allowed = [*group.marks] if complete else [*group.marks, *group.marks, *group.marks, *group.marks, None]
        only = draw(st.sampled_from([None, None, None, *group.marks]))
        for item in group.items:
            mark = only if only is not None else draw(st.sampled_from(allowed))
            if mark is not None:
                found[item.id] = mark.value
    return found


@st.composite
def any_inputs(draw: st.DrawFn, method: Method, most: int = 40, complete: bool = False) -> Inputs:
    """What an organization's figures can be counted from."""
    responses, counts = draw(any_answers(most))
    return inputs(method, responses, counts, draw(any_marks(method, complete)))


any_settings = st.fixed_dictionaries(
    {
        "denominator": st.sampled_from(["answered", "all"]),
        "empty_denominator": st.sampled_from(["exclude", "zero", "hundred"]),
        "ranking": st.sampled_from(["dense", "standard"]),
        "rounding": st.fixed_dictionaries(
            {"carried": st.booleans()},
            optional={level: st.integers(0, 3) for level in ("indicator", "criterion", "total")},
        ),
    }
)
"""Everything that a methodology may set otherwise."""

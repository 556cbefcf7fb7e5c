"""How many answered what: the counts that one response adds."""

from collections.abc import Mapping

from surveys.domain.questionnaire import Kind, Question, Questionnaire

GIVEN = "given"
"""What is counted of a text: that there is one."""

AGE_BANDS = ((0, 17), (18, 34), (35, 54), (55, 64), (65, 74), (75, 84), (85, 999))
"""Whole numbers are counted in these bands, in years, both ends included."""


def countable(questionnaire: Questionnaire, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a response adds one to: pairs of question id and counted value, sorted (so that locks are in order).

    `answers` are those that count. Choices count by their value, whole numbers by band (`65-74`, `85+`),
    texts as `given`.
    """
    by_id = questionnaire.by_id
    return sorted((id_, counted_value(by_id[id_], answer)) for id_, answer in answers.items() if id_ in by_id)


def counted_value(question: Question, answer: str) -> str:
    """The value under which an answer is counted."""
    match question.kind:
        case Kind.TEXT:
            return GIVEN
        case Kind.WHOLE_NUMBER:
            return band(int(answer))
        case _:
            return answer


def band(years: int) -> str:
    """The band of a whole number of years: `0-17`, `18-34`, … `85+`."""
    low, high = next((low, high) for low, high in AGE_BANDS if years <= high)
    return f"{low}+" if high == AGE_BANDS[-1][1] else f"{low}-{high}"

"""What counts as answered: the skip rules, what was left out, and which entries cannot be taken."""

from collections.abc import Mapping

from surveys.domain.messages import N_, Message
from surveys.domain.questionnaire import Kind, Question, Questionnaire

Answers = dict[str, str]
"""Answers by question id. A question that was not asked or not answered has no entry."""


def counted(questionnaire: Questionnaire, given: Mapping[str, str]) -> Answers:
    """The answers that count, in the questionnaire's order.

    `given` is what was entered, by question id; unknown ids are passed over. A gate that is empty or answered
    otherwise closes the question behind it, whatever was written there (675н, «переход к вопросу»).
    """
    answers: Answers = {}
    for question in questionnaire.questions:
        if is_asked(question, answers) and (entered := cleaned(question, given.get(question.id, ""))):
            answers[question.id] = entered
    return answers


def is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether `question` applies, given the answers that count to the questions before it."""
    rule = question.asked_if
    return rule is None or answers.get(rule.question) == rule.answer


def missed(questionnaire: Questionnaire, answers: Mapping[str, str]) -> list[Question]:
    """The questions that apply, must be answered and have no answer in `answers` (as given by `counted`)."""
    return [q for q in questionnaire.questions if q.required and is_asked(q, answers) and q.id not in answers]


def cleaned(question: Question, entered: str) -> str:
    """An entry as it is stored: trimmed, a text with plain line ends, a number without leading zeros."""
    text = entered.strip()
    if question.kind is Kind.TEXT:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if question.kind is Kind.WHOLE_NUMBER and text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    return text


def refused(question: Question, entered: str) -> Message | None:  # noqa: PLR0911
    """Why an entry cannot be taken, as a sentence for the person who made it; None if it can, or is empty."""
    text = cleaned(question, entered)
    if not text:
        return None
    if "\x00" in text:
        return N_("The answer has a character that cannot be stored. Type it again.")
    match question.kind:
        case Kind.YES_NO | Kind.CHOICE:
            return None if text in question.values else N_("Choose one of the answers.")
        case Kind.WHOLE_NUMBER:
            fits = text.isascii() and text.isdigit() and len(text) < 10
            if fits and question.minimum <= int(text) <= question.maximum:
                return None
            bounds = {"minimum": question.minimum, "maximum": question.maximum}
            return N_("Enter a whole number from %(minimum)d to %(maximum)d, in digits.", **bounds)
        case Kind.TEXT:
            if len(text) <= question.longest:
                return None
            return N_("At most %(longest)d characters fit here. Shorten the text.", longest=question.longest)

"""What of a round's definitions was not compared with the official publications."""

from collections.abc import Iterator

from surveys.domain.definition import said
from surveys.files.documents import words
from surveys.files.documents.facts import Facts

ITEMS = ("пункт", "пункта", "пунктов")
QUESTIONS = ("вопрос", "вопроса", "вопросов")


def listed(facts: Facts) -> list[str]:
    """The definitions, and parts of them, that say so, in words."""
    return [*_of_method(facts), *_of_questionnaire(facts)]


def _of_method(facts: Facts) -> Iterator[str]:
    rules, checklist = facts.method.methodology, facts.method.checklist
    if not rules.confirmed:
        yield f"методика {rules.key} в целом"
    if indicators := [one.number for one in rules.indicators if not one.confirmed]:
        all_of_them = len(indicators) == len(rules.indicators)
        yield "все показатели" if all_of_them else f"показатели {', '.join(indicators)}"
    if bands := [said(band.title, "ru") for band in rules.bands if not band.confirmed]:
        yield f"границы оценок: {', '.join(bands)}"
    if not checklist.confirmed:
        yield f"чек-лист {checklist.key} в целом"
    if items := sum(not item.confirmed for item in checklist.by_id.values()):
        yield f"{words.counted(items, ITEMS)} чек-листа из {len(checklist.by_id)}"


def _of_questionnaire(facts: Facts) -> Iterator[str]:
    asked = facts.questionnaire
    if asked is None:
        return
    if not asked.confirmed:
        yield f"анкета {asked.key} в целом"
    if questions := sum(not question.confirmed for question in asked.questions):
        yield f"{words.counted(questions, QUESTIONS)} анкеты из {len(asked.questions)}"
    if asked.sample and not asked.sample.confirmed:
        yield f"требуемая выборка ({asked.sample.source})"

"""The questionnaire on paper: one sheet, everything that is asked, where to go on, room to write."""

from datetime import date

import pytest
from babel.support import NullTranslations

from surveys.definitions.loader import SHIPPED, Questionnaires
from surveys.domain.questionnaire import Questionnaire
from surveys.files import paper
from tests.printed import (
    LONGEST,
    OFFICIAL,
    ONE_WORD,
    RUSSIAN,
    SHORT,
    codes,
    document,
    invitation,
    letters,
    lines,
    size,
    text,
)

DAY = date(2026, 3, 1)
DEFINITION = Questionnaires.load(SHIPPED / "questionnaires" / "675n-1.toml")
NAMES = {"short": SHORT, "official": OFFICIAL, "longest": LONGEST, "one word": ONE_WORD}


def made(name=SHORT, definition=DEFINITION, **more):
    return paper.make(invitation(name, **more), definition, RUSSIAN, "ru", DAY)


def whole_text(printed):
    return " ".join(text(page) for page in printed)


def changed(**more):
    """The order's questionnaire with something of its own."""
    told = DEFINITION.model_dump(mode="json", by_alias=True)
    return Questionnaire.model_validate(told | more)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_it_is_one_sheet_of_paper_whatever_the_name(name):
    printed = document(made(name))
    assert [size(page) for page in printed] == [(210, 297)] * 2
    assert letters(name) in letters(whole_text(printed))


def test_it_asks_what_the_definition_asks_word_for_word():
    said = letters(whole_text(document(made())))
    assert letters(DEFINITION.title["ru"]) in said
    assert letters(DEFINITION.intro["ru"]) in said
    assert letters(DEFINITION.closing["ru"]) in said
    for number, question in enumerate(DEFINITION.questions, 1):
        assert f"{number}{letters(question.text['ru'])}" in said
        assert all(letters(option.text["ru"]) in said for option in question.options)
        assert question.hint is None or letters(question.hint["ru"]).lower() in said.lower()


def test_the_skip_rules_are_there_in_words():
    said = whole_text(document(made()))
    for number in (3, 5, 9, 13):
        assert f"Нет (переходите к вопросу {number})" in said
    assert said.count("переходите") == 4


def test_a_question_that_no_jump_leads_past_says_whom_it_concerns():
    questions = DEFINITION.model_dump(mode="json", by_alias=True)["question"]
    apart = questions[-1] | {"id": "q19", "asked_if": {"question": "q7", "answer": "yes"}}
    printed = document(made(definition=changed(id="own", question=[*questions, apart])))
    assert len(printed) == 2
    assert "Ответьте, если на вопрос 7 Вы ответили «Да»." in whole_text(printed)


def test_a_jump_past_the_last_question_leads_to_the_end():
    questions = DEFINITION.model_dump(mode="json", by_alias=True)["question"]
    last = questions[7] | {"id": "q19", "asked_if": {"question": "q19a", "answer": "yes"}}
    gate = questions[6] | {"id": "q19a"}
    printed = document(made(definition=changed(id="own", question=[*questions, gate, last])))
    assert "Нет (переходите к концу анкеты)" in whole_text(printed)


def test_the_code_leads_to_the_same_on_the_screen():
    first, second = document(made())
    (code,) = codes(first)
    assert code.text == "https://OTKLIK.EXAMPLE.RU/A/K7M2X"
    assert not codes(second)
    assert not [line for line in lines(first) if line.meets(code.box)]


def test_whoever_types_it_in_finds_the_key_and_the_code_on_each_page():
    for number, page in enumerate(document(made()), 1):
        said = text(page)
        assert "Анкета 675n.1, организация K7M2X" in said
        assert f"Страница {number} из 2" in said


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_nothing_stands_outside_the_page_or_on_something_else(name):
    more = {"operator": OFFICIAL, "contact": "nok@example.ru", "service": f"https://{'long-' * 9}host.example.ru"}
    for page in document(made(name, **more)):
        found = list(lines(page))
        assert all(line.left >= 10 and line.right <= 200 for line in found)
        assert all(line.top >= 10 and line.bottom <= 287 for line in found)
        assert not [(a, b) for n, a in enumerate(found) for b in found[:n] if a.meets(b)]


def test_there_are_boxes_to_tick_and_lines_to_write_on():
    options = sum(len(question.options) for question in DEFINITION.questions)
    boxes, rules = 0, 0
    for page in document(made()):
        for shape in page.get_objects(filter=(2,)):
            left, bottom, right, top = shape.get_bounds()
            boxes += 8 < right - left < 16 and abs((right - left) - (top - bottom)) < 1
            rules += right - left > 400 and top - bottom < 1
    assert boxes == options
    assert rules >= 3


def test_a_longer_questionnaire_takes_more_sheets_in_type_that_can_still_be_read():
    questions = DEFINITION.model_dump(mode="json", by_alias=True)["question"]
    more = [questions[5] | {"id": f"more{number}"} for number in range(20)]
    printed = document(made(definition=changed(id="own", question=[*questions, *more])))
    assert len(printed) > 2
    assert f"Страница {len(printed)} из {len(printed)}" in whole_text(printed)
    assert "38." in whole_text(printed)


def test_it_also_speaks_english_and_falls_back_on_the_definitions_own_language():
    english = document(paper.make(invitation(), DEFINITION, NullTranslations(), "en", DAY))
    assert len(english) == 2
    assert "No (go on to question 3)" in whole_text(english)
    content = paper.make(invitation(), changed(id="own", languages=["ru"]), NullTranslations(), "en", DAY)
    assert b"/Lang (ru)" in content
    assert "Да" in whole_text(document(content))

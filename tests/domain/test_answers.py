"""The skip rules, and what counts as answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definitions import loader
from surveys.domain import answers, tally

Q = loader.Questionnaires.load(loader.SHIPPED / "questionnaires" / "675n-1.toml")
GATES = {"q2": "q1", "q4": "q3", "q8": "q7", "q12": "q11"}
ALWAYS_ASKED = [f"q{n}" for n in range(1, 16) if f"q{n}" not in GATES]

anything_ticked = st.dictionaries(st.sampled_from([q.id for q in Q.questions][:15]), st.sampled_from(["yes", "no", ""]))


@given(anything_ticked)
def test_answers_to_questions_that_were_not_asked_never_count(ticked):
    counted = answers.counted(Q, ticked)
    for closed, gate in GATES.items():
        assert (closed in counted) == (ticked.get(gate) == "yes" and ticked.get(closed, "") != "")
    assert all(ticked[id_] == value for id_, value in counted.items())


@given(anything_ticked)
def test_no_tally_moves_for_a_question_that_was_not_asked(ticked):
    moved = {question for question, _ in tally.countable(Q, answers.counted(Q, ticked))}
    assert not {closed for closed, gate in GATES.items() if ticked.get(gate) != "yes"} & moved


@given(anything_ticked)
def test_counting_twice_changes_nothing(ticked):
    once = answers.counted(Q, ticked)
    assert answers.counted(Q, once) == once


@given(anything_ticked)
def test_what_is_missed_is_asked_required_and_empty(ticked):
    counted = answers.counted(Q, ticked)
    missed = {q.id for q in answers.missed(Q, counted)}
    expected = {id_ for id_ in ALWAYS_ASKED if not ticked.get(id_)}
    expected |= {closed for closed, gate in GATES.items() if ticked.get(gate) == "yes" and not ticked.get(closed)}
    assert missed == expected


def test_sex_age_and_suggestions_may_be_left_out():
    everything_else = dict.fromkeys(ALWAYS_ASKED, "no")
    assert answers.missed(Q, answers.counted(Q, everything_else)) == []


def question(id_):
    return next(q for q in Q.questions if q.id == id_)


@pytest.mark.parametrize("age", ["0", "121", "-5", "семьдесят", "7o", "1" * 30, "٣٤", "70.5"])
def test_an_age_that_no_person_has_is_refused(age):
    assert "from 1 to 120" in str(answers.refused(question("q18"), age))


@pytest.mark.parametrize(("age", "kept"), [(" 70 ", "70"), ("070", "70"), ("120", "120")])
def test_an_age_is_kept_as_a_plain_number(age, kept):
    assert answers.refused(question("q18"), age) is None
    assert answers.cleaned(question("q18"), age) == kept


def test_a_value_that_the_question_does_not_offer_is_refused():
    assert answers.refused(question("q1"), "maybe") is not None
    assert answers.refused(question("q17"), "yes") is not None


def test_a_suggestion_is_refused_only_past_its_length_or_with_a_nul():
    suggestion = question("q16")
    assert answers.refused(suggestion, "я" * 4000) is None
    assert "4000" in str(answers.refused(suggestion, "я" * 4001))
    assert answers.refused(suggestion, "a\x00b") is not None


def test_a_suggestion_keeps_its_lines():
    assert answers.cleaned(question("q16"), " один\r\nдва\rтри ") == "один\nдва\nтри"

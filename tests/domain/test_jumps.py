"""The skip rules in words, as somebody follows them on paper."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.definitions.loader import SHIPPED, Questionnaires
from surveys.domain.jumps import jumps
from surveys.domain.questionnaire import Questionnaire

OFFICIAL = Questionnaires.load(SHIPPED / "questionnaires" / "675n-1.toml")


def made(*gates):
    """A questionnaire of yes/no questions q0, q1, …; each gate is None or (earlier number, answer)."""
    texts = {"ru": "т"}
    options = [{"value": value, "text": texts} for value in ("yes", "no")]
    answered = {"kind": "yes_no", "source": "с", "confirmed": True}
    questions = [
        {
            **answered,
            "id": f"q{number}",
            "text": texts,
            "options": options,
            **({"asked_if": {"question": f"q{gate[0]}", "answer": gate[1]}} if gate else {}),
        }
        for number, gate in enumerate(gates)
    ]
    about = {"id": "x", "version": 1, "in_force_from": "2026-01-01", "source": "с", "confirmed": True}
    return Questionnaire.model_validate(
        {**about, "languages": ["ru"], "title": texts, "intro": texts, "closing": texts, "question": questions}
    )


def test_the_orders_questionnaire_says_what_the_order_says():
    found = jumps(OFFICIAL)
    assert found.after == {("q1", "no"): "q3", ("q3", "no"): "q5", ("q7", "no"): "q9", ("q11", "no"): "q13"}
    assert found.told == frozenset()


def test_a_jump_can_lead_to_the_end_and_past_questions_that_hang_on_each_other():
    assert jumps(made(None, (0, "yes"))).after == {("q0", "no"): None}
    found = jumps(made(None, (0, "yes"), (1, "yes"), None))
    assert found.after == {("q0", "no"): "q3", ("q1", "no"): "q3"}
    assert not found.told


def test_a_question_that_stands_apart_says_itself_whom_it_concerns():
    found = jumps(made(None, None, (0, "yes")))
    assert found.after == {}
    assert found.told == {"q2"}


@st.composite
def questionnaires(draw):
    gates = []
    for number in range(draw(st.integers(1, 7))):
        earlier = st.tuples(st.integers(0, number - 1), st.sampled_from(["yes", "no"])) if number else st.none()
        gates.append(draw(st.one_of(st.none(), earlier)))
    return made(*gates)


@given(questionnaires(), st.lists(st.sampled_from(["yes", "no"]), min_size=7, max_size=7))
def test_whoever_follows_the_paper_is_asked_what_the_screen_asks(questionnaire, will):
    found = jumps(questionnaire)
    order = [question.id for question in questionnaire.questions]
    will = dict(zip(order, will, strict=False))
    on_screen = {}
    for question in questionnaire.questions:
        rule = question.asked_if
        if rule is None or on_screen.get(rule.question) == rule.answer:
            on_screen[question.id] = will[question.id]
    on_paper, at = {}, order[0]
    while at is not None:
        question = questionnaire.questions[order.index(at)]
        rule = question.asked_if
        concerns = at not in found.told or on_paper.get(rule.question) == rule.answer
        onward = order[order.index(at) + 1] if at != order[-1] else None
        if concerns:
            on_paper[at] = will[at]
            onward = found.after.get((at, will[at]), onward)
        at = onward
    assert on_paper == on_screen

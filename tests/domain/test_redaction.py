import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain import redaction
from surveys.domain.messages import Message
from surveys.domain.redaction import MARK

TEXT = "Медсестра Иванова Анна очень добрая.\nМой телефон: 8 900 123-45-67, звоните!"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (
            "Медсестра очень добрая.\nМой телефон: , звоните!",
            f"Медсестра {MARK} очень добрая.\nМой телефон: {MARK}, звоните!",
        ),
        (
            f"Медсестра {MARK} очень добрая.\nМой телефон: 8 900 123-45-67, звоните!",
            f"Медсестра {MARK} очень добрая.\nМой телефон: 8 900 123-45-67, звоните!",
        ),
        ("", MARK),
        (MARK, MARK),
        ("Медсестра Иванова Анна очень добрая.", f"Медсестра Иванова Анна очень добрая.\n{MARK}"),
    ],
)
def test_a_mark_stands_where_words_were_taken_out(left, expected):
    assert redaction.redacted(TEXT, left) == expected


@pytest.mark.parametrize(
    "left", [TEXT, TEXT.replace("добрая", "злая"), "Анна Иванова очень добрая.", f"{TEXT} И ещё.", "Медсестра И"]
)
def test_nothing_can_be_put_in_turned_round_or_left_as_it_was(left):
    assert isinstance(redaction.redacted(TEXT, left), Message)


def test_what_is_redacted_can_be_shortened_further():
    once = redaction.redacted("Анна и Пётр пришли", "и Пётр пришли")
    assert once == f"{MARK} и Пётр пришли"
    assert redaction.redacted(once, f"{MARK} и пришли") == f"{MARK} и {MARK} пришли"
    assert redaction.redacted(once, "пришли") == f"{MARK} пришли"


@given(st.lists(st.tuples(st.sampled_from("аб, .\nвг"), st.booleans()), max_size=30))
def test_no_word_that_was_taken_out_comes_back(pieces):
    words = [(piece * 3 if piece.isalpha() else piece, kept) for piece, kept in pieces]
    before = " ".join(word for word, _ in words)
    left = " ".join(word for word, kept in words if kept)
    result = redaction.redacted(before, left)
    if not isinstance(result, Message):
        assert result.replace(MARK, "").split() == left.split()

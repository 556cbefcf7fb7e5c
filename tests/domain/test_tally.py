"""What one response adds to the counts."""

import pytest

from surveys.definitions import loader
from surveys.domain import tally

Q = loader.Questionnaires.load(loader.SHIPPED / "questionnaires" / "675n-1.toml")


def test_a_response_is_counted_by_its_choices_its_age_band_and_that_it_suggests_something():
    answered = {"q1": "yes", "q5": "no", "q16": "Больше скамеек", "q17": "female", "q18": "81"}
    assert tally.countable(Q, answered) == [
        ("q1", "yes"),
        ("q16", "given"),
        ("q17", "female"),
        ("q18", "75-84"),
        ("q5", "no"),
    ]


def test_the_words_of_a_suggestion_are_in_no_tally():
    assert "тайна" not in str(tally.countable(Q, {"q16": "тайна"}))


@pytest.mark.parametrize(
    ("age", "band"), [(1, "0-17"), (17, "0-17"), (18, "18-34"), (84, "75-84"), (85, "85+"), (120, "85+")]
)
def test_every_age_has_a_band(age, band):
    assert tally.band(age) == band

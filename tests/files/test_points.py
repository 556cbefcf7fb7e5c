"""Points as a reader of a language writes them: half up, a word where there are none."""

from fractions import Fraction

import pytest

from surveys.domain.indicators import NOBODY, UNMARKED, WITHHELD, Points, State
from surveys.files import points
from tests.domain.figures import SOCIAL, changed


@pytest.mark.parametrize(
    ("value", "decimals", "russian"),
    [
        (Fraction(25, 8), 2, "3,13"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(2417, 30), 2, "80,57"),
        (Fraction(100), 2, "100,00"),
        (Fraction(-1, 8), 2, "−0,13"),
        (Fraction(-1, 1000), 2, "0,00"),
        (1234, 0, "1\xa0234"),
    ],
)
def test_a_number_has_the_decimals_that_were_asked_for_half_up(value, decimals, russian):
    assert points.number(value, "ru", decimals) == russian


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(1, 2), "+0,50"),
        (Fraction(-1, 2), "−0,50"),
        (Fraction(0), "0,00"),
        (Fraction(1, 999), "0,00"),
        (Fraction(-1, 999), "0,00"),
    ],
)
def test_a_difference_has_a_sign_unless_it_is_none_as_it_is_shown(value, said):
    assert points.change(value, "ru", 2) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(75), "75"),
        (Fraction(35, 2), "17,5"),
        (Fraction(1, 8), "0,125"),
        (Fraction(1, 2**10), "0"),
        (Fraction(2, 3), "0,67"),
        (Fraction(2000), "2\xa0000"),
    ],
)
def test_a_number_of_a_formula_is_whole_where_it_ends_soon(value, said):
    assert points.exact(value, "ru") == said


def test_each_level_is_shown_with_its_own_decimals():
    method = changed(SOCIAL, rounding={"indicator": 1, "criterion": 0})
    value = Points(Fraction(249, 4))
    shown = [points.shown(method, figure, value, "ru") for figure in ("p5_3", "k5", "s")]
    assert shown == ["62,3", "62", "62,25"]


@pytest.mark.parametrize("empty", [NOBODY, UNMARKED, WITHHELD, Points(Fraction(0), State.NOBODY)])
def test_where_there_are_no_points_there_is_a_word_and_never_a_zero(empty):
    assert points.shown(SOCIAL, "p3_3", empty, "ru") == ""
    assert points.STATES[empty.state]

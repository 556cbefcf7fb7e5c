"""Numbers carry their working: the formula of every kind of figure, with the counts in it."""

import pytest

from surveys.domain.indicators import scored
from surveys.domain.publication import published
from surveys.domain.rating import rated
from surveys.domain.working import in_words, working
from surveys.files import points
from tests.domain.figures import SOCIAL, answers, changed, home, inputs, marks


def said(told, figure, method=SOCIAL, language="en"):
    return points.formula(working(method, figure, told, scored(method, told)), language)


@pytest.mark.parametrize(
    ("figure", "answered", "expected"),
    [
        ("p5_3", {"q15": (45, 15)}, "100 × 45 / 60 = 75"),
        ("p5_3", {"q15": (0, 7)}, "100 × 0 / 7 = 0"),
        ("p5_3", {"q15": (2, 1)}, "100 × 2 / 3 = 66.67"),
        ("p1_3", {"q1": (50, 10), "q2": (40, 10), "q3": (30, 30), "q4": (21, 9)}, "100 × (40 / 50 + 21 / 30) / 2 = 75"),
        ("p1_3", {"q1": (50, 10), "q2": (40, 10), "q3": (0, 60)}, "100 × 40 / 50 = 80"),
        ("p3_3", {"q7": (0, 60)}, ""),
    ],
)
def test_shares_of_answers(figure, answered, expected):
    assert said(inputs(SOCIAL, 60, answers(60, **answered)), figure) == expected


@pytest.mark.parametrize(
    ("figure", "found", "expected"),
    [
        ("p1_1", {"stand": "0.5"}, "100 × (9 / 18 + 18 / 18) / 2 = 75"),
        ("p1_1", {"stand": "n/a", "site_01": "0.5"}, "100 × 17.5 / 18 = 97.22"),
        ("p1_1", {"stand_01": "n/a", "stand_02": "0"}, "100 × (16 / 17 + 18 / 18) / 2 = 97.06"),
        ("p1_1", {"stand": "n/a", "site": "n/a"}, ""),
        ("p1_1", {"stand_07": None}, ""),
        ("p1_2", {"remote_faq": "0", "remote_opinion": "0"}, "30 × 3 = 90"),
        ("p1_2", {"remote_faq": "0"}, "4 ≥ 4 → 100"),
        ("p2_1", {}, "7 ≥ 5 → 100"),
        ("p3_2", {"equal": "0"}, "20 × 0 = 0"),
        ("p3_1", {"access_lift": None}, ""),
    ],
)
def test_marks_of_an_inspection(figure, found, expected):
    assert said(inputs(SOCIAL, 60, answers(60), marks(SOCIAL, **found)), figure) == expected


def test_criteria_and_the_total():
    told = inputs(SOCIAL, 60, answers(60, q13=(48, 12), q14=(51, 9), q15=(54, 6)))
    assert said(told, "k5") == "0.3 × 80 + 0.2 × 85 + 0.5 × 90 = 86"
    assert said(told, "s") == "(100 + 100 + 100 + 100 + 86) / 5 = 97.2"


def test_weights_of_what_is_left_are_brought_to_one_in_sight():
    told = inputs(SOCIAL, 60, answers(60, q7=(0, 60)), marks(SOCIAL, access="0"))
    assert said(told, "k3") == "(0.3 × 0 + 0.4 × 100) / 0.7 = 57.14"


def test_a_total_of_criteria_that_weigh_differently_is_their_weighted_sum():
    data = SOCIAL.methodology.model_dump(mode="json", by_alias=True)["criterion"]
    for one, weight in zip(data, ("0.2", "0.2", "0.15", "0.15", "0.3"), strict=True):
        one["weight"] = weight
    told = inputs(SOCIAL, 60, answers(60, q15=(0, 60)))
    assert said(told, "s", changed(SOCIAL, criterion=data)) == (
        "0.2 × 100 + 0.2 × 100 + 0.15 × 100 + 0.15 × 100 + 0.3 × 50 = 85"
    )


def test_a_weight_of_three_decimals_is_written_with_three():
    data = SOCIAL.methodology.model_dump(mode="json", by_alias=True)["criterion"]
    for one, weight in zip(data[4]["indicator"], ("0.125", "0.375", "0.5"), strict=True):
        one["weight"] = weight
    told = inputs(SOCIAL, 60, answers(60))
    assert said(told, "k5", changed(SOCIAL, criterion=data)) == "0.125 × 100 + 0.375 × 100 + 0.5 × 100 = 100"


def test_of_all_who_were_asked_and_not_only_of_those_who_answered():
    method = changed(SOCIAL, denominator="all")
    assert said(inputs(method, 20, answers(20, q15=(12, 3))), "p5_3", method) == "100 × 12 / 20 = 60"


def test_a_level_that_is_carried_rounded_is_shown_rounded():
    method = changed(SOCIAL, rounding={"indicator": 0, "criterion": 0, "total": 0, "carried": True})
    told = inputs(method, 8, answers(8, q15=(1, 7)))
    assert said(told, "k5", method) == "0.3 × 100 + 0.2 × 100 + 0.5 × 13 = 56.5"
    assert said(told, "s", method) == "(100 + 100 + 100 + 100 + 57) / 5 = 91.4"


def test_a_reader_of_russian_sees_commas():
    assert said(inputs(SOCIAL, 3, answers(3, q15=(2, 1))), "k5", language="ru") == (
        "0,3 × 100 + 0,2 × 100 + 0,5 × 66,67 = 83,33"
    )


def test_what_a_setting_gives_where_nobody_was_asked_has_no_working():
    method = changed(SOCIAL, empty_denominator="hundred")
    told = inputs(method, 60, answers(60, q7=(0, 60)))
    assert said(told, "p3_3", method) == ""
    assert said(told, "k3", method) == "0.3 × 100 + 0.4 × 100 + 0.3 × 100 = 100"


def test_a_working_tells_nothing_of_what_is_withheld():
    (one,) = rated(SOCIAL, [home("H", inputs(SOCIAL, 60, answers(60, q7=(4, 56), q8=(3, 1), q15=(45, 15))))])
    told = published(SOCIAL, one)
    shown = {
        figure: points.formula(working(SOCIAL, figure, told.inputs, told.score), "en")
        for figure in SOCIAL.methodology.figures
    }
    assert shown["p5_3"] == "100 × 45 / 60 = 75"
    assert (shown["p3_3"], shown["k3"], shown["s"]) == ("", "", "")


def test_each_kind_of_figure_says_in_words_how_it_is_counted():
    words = [str(in_words(SOCIAL, figure)) for figure in ("p5_3", "p1_3", "p1_1", "p1_2", "k1", "s")]
    assert len(set(words)) == 6
    assert str(in_words(SOCIAL, "p2_1")).startswith("20 points")
    assert "5 of them" in str(in_words(SOCIAL, "p2_1"))

"""The share that is withheld beside one of few people is chosen so that trying does not find the few."""

from surveys.domain.disclosure import leaves_open
from surveys.domain.indicators import State
from surveys.domain.publication import LEAST, published
from surveys.domain.rating import rated
from tests.domain.figures import SOCIAL, answers, home, inputs


def counted(responses, **said):
    (one,) = rated(SOCIAL, [home("A", inputs(SOCIAL, responses, answers(responses, **said)))])
    return one


def hidden(one):
    shown = published(SOCIAL, one)
    return {figure for figure, points in shown.score.items() if points.state is State.WITHHELD}


def test_a_share_at_its_highest_would_not_hide_that_the_few_all_said_yes():
    one = counted(40, q7=(3, 37), q8=(3, 0), q5=(30, 10))
    assert not leaves_open(SOCIAL, one, {"p3_3"}, "p1_3", LEAST)
    assert leaves_open(SOCIAL, one, {"p3_3"}, "p2_2", LEAST)
    assert hidden(one) == {"p3_3", "k3", "p2_2", "k2"}


def test_without_a_better_one_the_smallest_share_is_withheld_all_the_same():
    one = counted(40, q7=(3, 37), q8=(3, 0), q1=(20, 20), q3=(20, 20))
    assert hidden(one) == {"p3_3", "k3", "p1_3", "k1"}


def test_one_half_of_few_people_moves_its_indicator_by_half_a_step():
    one = counted(60, q3=(4, 56), q4=(2, 2), q9=(45, 15))
    assert leaves_open(SOCIAL, one, {"p1_3"}, "p4_1", LEAST)


def test_without_a_total_nothing_has_to_hide_them():
    one = counted(40, q7=(3, 37), q8=(3, 0), q13=(0, 0), q14=(0, 0), q15=(0, 0))
    assert one.total.value is None
    assert leaves_open(SOCIAL, one, {"p3_3"}, "p1_3", LEAST)

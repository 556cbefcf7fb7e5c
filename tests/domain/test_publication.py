"""What of an organization's figures is told in public: nothing that few people could be recognized by."""

from dataclasses import replace

import pytest

from surveys.domain.indicators import Share, State
from surveys.domain.methodology import TOTAL, Method, Methodology
from surveys.domain.publication import is_hidden, published
from surveys.domain.rating import rated
from surveys.domain.registry import Form
from surveys.files import indicator_table
from tests.domain.figures import SOCIAL, answers, changed, home, inputs, marks


@pytest.fixture
def large():
    """Sixty responses: every share is one of five people at least."""
    said = {"q1": (50, 10), "q3": (40, 20), "q7": (20, 40), "q8": (15, 5), "q11": (30, 30), "q9": (55, 5)}
    return inputs(SOCIAL, 60, answers(60, **said))


def counted(told, method=SOCIAL):
    (one,) = rated(method, [home("H", told, forms=(Form.STATIONARY,), municipality="Город")])
    return one


def saying(before, **said):
    """The same with other numbers of yes and no to some questions."""
    shares = {id_: replace(before.shares[id_], yes=yes, answered=yes + no) for id_, (yes, no) in said.items()}
    return replace(before, shares={**before.shares, **shares})


def hidden(told):
    return {figure for figure, points in told.score.items() if points.state is State.WITHHELD}


def test_what_is_of_many_people_is_told_as_it_is(large):
    one = counted(large)
    assert published(SOCIAL, one) == one


@pytest.mark.parametrize(("number", "is_told"), [(1, False), (4, False), (5, True), (6, True)])
def test_of_fewer_than_five_responses_nothing_is_told(number, is_told):
    one = counted(inputs(SOCIAL, number, answers(number)))
    told = published(SOCIAL, one)
    row = indicator_table.row(SOCIAL, told, exact=True)
    assert [row[column] is not None for column in ("responses", "p1_1", "p5_3", "k1", "s", "place", "band")] == (
        [is_told] * 7
    )
    assert (told.name, told.municipality, row["organization"]) == (one.name, one.municipality, one.name)
    assert is_hidden(told) is not is_told


def test_of_a_few_respondents_it_is_not_told_that_none_has_a_disability():
    told = published(SOCIAL, counted(inputs(SOCIAL, 4, answers(4, q7=(0, 4)))))
    assert told.score["p3_3"].state is State.WITHHELD


def test_a_share_of_few_people_takes_its_criterion_and_the_smallest_share_of_another_one_with_it(large):
    one = counted(saying(large, q8=(3, 1), q12=(5, 4), q14=(20, 0)))
    told = published(SOCIAL, one)
    assert hidden(told) == {"p3_3", "k3", "p4_3", "k4"}
    assert (told.total, told.place, told.places) == (one.total, 1, (1,))
    assert told.inputs.shares.keys() == one.inputs.shares.keys() - {"q8", "q12"}
    row = indicator_table.row(SOCIAL, told, exact=True)
    assert {column for column, cell in row.items() if cell is None} >= hidden(told)


def test_that_nobody_was_asked_is_told(large):
    one = counted(saying(large, q8=(0, 0)))
    told = published(SOCIAL, one)
    assert hidden(told) == set()
    assert told.score["p3_3"].state is State.NOBODY


def test_that_a_few_were_asked_and_did_not_answer_is_not_told(large):
    asked = replace(large, shares={**large.shares, "q8": Share(0, 0, 3)})
    assert "q8" not in published(SOCIAL, counted(asked)).inputs.shares
    everybody = changed(SOCIAL, denominator="all")
    assert {"p3_3", "k3"} < hidden(published(everybody, counted(asked, everybody)))


def test_one_half_of_few_people_withholds_both(large):
    told = published(SOCIAL, counted(saying(large, q4=(3, 0))))
    assert {"p1_3", "k1"} < hidden(told)
    assert not {"q2", "q4"} & told.inputs.shares.keys()


def test_where_no_other_criterion_can_be_withheld_the_total_and_the_places_are(large):
    one = counted(saying(large, q2=(2, 1), q5=(4, 0), q8=(1, 0), q10=(3, 1), q13=(2, 2)))
    told = published(SOCIAL, one)
    assert {"k1", "k2", "k3", "k4", "k5", TOTAL} < hidden(told)
    assert (one.place, told.place, told.places) == (1, None, (None,))
    assert told.inputs.responses == 60


def test_a_share_that_two_indicators_count_hides_nothing_of_the_other_one(large):
    """4.3 would be withheld for its few people, but 5.1 is counted from the same answers here."""
    data = SOCIAL.methodology.model_dump(mode="json", by_alias=True)
    data["criterion"][4]["indicator"][0]["measure"]["question"] = "q12"
    own = Method(Methodology.model_validate(data), SOCIAL.checklist)
    told = published(own, counted(saying(large, q8=(3, 1), q12=(5, 4)), own))
    assert "p4_3" not in hidden(told)
    assert len(hidden(told)) == 4


# Corrections


def test_a_counting_that_was_not_changed_stays_visible(large):
    one = counted(saying(large, q8=(3, 1)))
    assert published(SOCIAL, one, [(SOCIAL, one.inputs)]) == published(SOCIAL, one)


@pytest.mark.parametrize(
    ("more", "is_told"), [((1, 0), False), ((0, 4), False), ((4, 2), False), ((5, 0), True), ((5, 5), True)]
)
def test_what_a_correction_by_a_few_answers_would_tell_is_withheld_in_the_earlier_version(large, more, is_told):
    yes, no = more
    before = saying(large, q15=(40, 10))
    after = saying(large, q15=(40 + yes, 10 + no))
    told = published(SOCIAL, counted(before), [(SOCIAL, after)])
    assert (hidden(told) == set()) is is_told
    assert is_hidden(told) is not is_told
    assert published(SOCIAL, counted(after)) == counted(after)


def test_a_correction_of_marks_alone_leaves_both_versions_visible(large):
    after = replace(large, marks=marks(SOCIAL, comfort="0"))
    assert hidden(published(SOCIAL, counted(large), [(SOCIAL, after)])) == set()


def test_two_countings_of_one_share_of_few_people_would_be_two_equations(large):
    before = saying(large, q8=(3, 1))
    others = [
        replace(before, marks=marks(SOCIAL, stand="n/a", site="n/a")),
        saying(before, q12=(5, 0)),
        saying(large, q9=(20, 10)),
    ]
    for after in others:
        assert is_hidden(published(SOCIAL, counted(before), [(SOCIAL, after)]))
        assert is_hidden(published(SOCIAL, counted(after), [(SOCIAL, before)]))


def test_other_weights_are_another_equation(large):
    one = counted(saying(large, q8=(3, 1)))
    other = changed(SOCIAL, empty_denominator="zero")
    assert is_hidden(published(SOCIAL, one, [(other, one.inputs)]))
    assert hidden(published(SOCIAL, counted(large), [(other, large)])) == set()

"""Ratings: places among all and by form, means of groups, legal entities, what has changed."""

from decimal import Decimal
from fractions import Fraction

import pytest

from surveys.domain import rating
from surveys.domain.indicators import UNMARKED, Points
from surveys.domain.methodology import Ranking
from surveys.domain.rating import Assessed, places, rated
from surveys.domain.registry import Form
from tests.domain.figures import SOCIAL, answers, changed, home, inputs, marks


def found(code, *, unsatisfied=0, of=20, **more):
    """An organization where all is well, but so many are not satisfied on the whole: 100 − 10 × their share points."""
    return home(code, inputs(SOCIAL, of, answers(of, q15=(of - unsatisfied, unsatisfied))), **more)


def not_inspected(code, **more):
    return home(code, inputs(SOCIAL, 20, answers(20), marks(SOCIAL, comfort_water=None)), **more)


def with_total(code, total, **more):
    """An organization of which only the total matters."""
    points = UNMARKED if total is None else Points(Fraction(total))
    return Assessed(code, more.pop("name", f"Дом {code}"), score={"s": points}, **more)


@pytest.mark.parametrize(
    ("ranking", "expected"), [(Ranking.DENSE, [1, 2, 2, 3, None]), (Ranking.STANDARD, [1, 2, 2, 4, None])]
)
def test_equal_totals_share_a_place(ranking, expected):
    totals = {"A": Decimal("90.01"), "B": Decimal("90.00"), "C": Decimal(90), "D": Decimal("89.99"), "E": None}
    assert list(places(totals, ranking).values()) == expected


def test_a_place_is_decided_by_the_total_as_it_is_published():
    """Two of three and 667 of 1000 said no: 93.33… and 93.33."""
    region = [found("A", unsatisfied=2, of=3), found("B", unsatisfied=667, of=1000), found("C")]
    assert {one.code: one.place for one in rated(SOCIAL, region)} == {"C": 1, "A": 2, "B": 2}
    exact = changed(SOCIAL, rounding={"indicator": 2})
    assert {one.code: one.place for one in rated(exact, region)} == {"C": 1, "A": 2, "B": 3}


def test_the_best_come_first_equal_ones_by_name_and_those_without_a_total_last():
    region = [not_inspected("A"), found("B", unsatisfied=4), found("D"), found("C"), not_inspected("0")]
    assert [one.code for one in rated(SOCIAL, region)] == ["C", "D", "B", "0", "A"]


def test_an_organization_takes_part_in_each_forms_rating_with_its_one_total():
    both = (Form.STATIONARY, Form.AT_HOME)
    region = [
        found("A", unsatisfied=2, forms=both),
        found("B", forms=(Form.STATIONARY,)),
        found("C", unsatisfied=4, forms=(Form.AT_HOME,)),
        found("D", unsatisfied=1),
        not_inspected("E", forms=both),
    ]
    places_of = {one.code: (one.place, one.places) for one in rated(SOCIAL, region)}
    assert places_of == {
        "B": (1, (1,)),
        "D": (2, ()),
        "A": (3, (2, 1)),
        "C": (4, (2,)),
        "E": (None, (None, None)),
    }


def test_a_groups_mean_is_the_plain_mean_of_its_organizations_totals_whatever_their_size():
    region = rated(
        SOCIAL,
        [
            found("A", unsatisfied=1, of=1, municipality="Город"),
            found("B", of=1000, municipality="Город"),
            not_inspected("C", municipality="Город"),
            not_inspected("D", municipality="Район"),
        ],
    )
    groups = rating.groups(region, lambda one: [one.municipality])
    assert [(one.name, one.organizations, one.counted, one.mean) for one in groups] == [
        ("Город", 3, 2, 95),
        ("Район", 1, 0, None),
    ]


def test_who_has_several_forms_is_in_several_groups_and_who_has_none_in_none():
    region = [
        with_total("A", 90, forms=(Form.STATIONARY, Form.AT_HOME)),
        with_total("B", 80, forms=(Form.AT_HOME,)),
        with_total("C", 10),
    ]
    groups = {one.name: (one.organizations, one.mean) for one in rating.groups(region, lambda one: one.forms)}
    assert groups == {Form.STATIONARY: (1, 90), Form.AT_HOME: (2, 85)}


def test_the_mean_of_a_figure_is_of_those_that_have_it():
    """In B nobody has a disability: the mean of 3.3 is that of A and C."""
    region = [
        home("A", inputs(SOCIAL, 20, answers(20, q8=(10, 10)))),
        home("B", inputs(SOCIAL, 20, answers(20, q7=(0, 20)))),
        home("C", inputs(SOCIAL, 20, answers(20, q8=(20, 0)))),
    ]
    means = rating.mean_score(rated(SOCIAL, region), ["p3_3", "p5_3"])
    assert means == {"p3_3": 75, "p5_3": 100}
    assert rating.mean_score([], ["s"]) == {"s": None}


def test_a_legal_entity_is_the_plain_mean_of_its_branches():
    region = [
        with_total("A", 90, inn="7700000001", name="Берёзка, филиал"),
        with_total("B", Fraction(80), inn="7700000001", name="Берёзка"),
        with_total("C", None, inn="7700000001", name="Берёзка, дом 3"),
        with_total("D", 70, inn="7700000002", name="Алтай"),
        with_total("E", 70, name="Сосны"),
        with_total("F", 70, name="Сосны"),
    ]
    (entity,) = rating.legal_entities(region)
    assert (entity.inn, [one.code for one in entity.branches], entity.mean) == ("7700000001", ["A", "B", "C"], 85)


def test_a_change_is_of_those_who_have_a_total_in_both_rounds():
    before = [with_total("A", 80, place=3), with_total("B", 90, place=1), with_total("C", None), with_total("G", 50)]
    now = [with_total("A", 85), with_total("B", Fraction(269, 3)), with_total("C", 70), with_total("D", 60)]
    changes = rating.changes(now, before)
    assert {code: (one.before, one.points, one.place) for code, one in changes.items()} == {
        "A": (80, 5, 3),
        "B": (90, Fraction(-1, 3), 1),
    }

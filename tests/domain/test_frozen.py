"""Results as they are frozen: they come back as they were, and their digest holds everything that is counted."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain import frozen
from surveys.domain.indicators import Share, scored
from surveys.domain.rating import rated
from surveys.domain.registry import Form
from tests.domain.figures import CULTURE, SOCIAL, answers, any_inputs, any_settings, changed, home, inputs


def through_json(data):
    return json.loads(json.dumps(data))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SOCIAL, CULTURE]), any_settings, st.data())
def test_whatever_was_counted_comes_back_as_it_was(base, chosen, data):
    method = changed(base, **chosen)
    told = data.draw(any_inputs(method))
    score = scored(method, told)
    again = frozen.method_of(through_json(frozen.definitions(method)))
    back = frozen.inputs_of(through_json(frozen.inputs_as_data(told)))
    assert again == method
    assert back == told
    assert frozen.score_of(again, through_json(frozen.figures_as_data(score)), back) == score
    assert scored(again, back) == score


def region():
    said = answers(20, q7=(10, 10), q8=(6, 2), q15=(15, 3))
    both = {"forms": (Form.STATIONARY, Form.AT_HOME), "required": 40}
    return [home("A", inputs(SOCIAL, 20, said), **both), home("B", inputs(SOCIAL, 9, answers(9)))]


def digest(organizations, method=SOCIAL, assessment=1, questionnaire="675n.1"):
    return frozen.digest(assessment, questionnaire, method, rated(method, organizations))


def with_share(one, id_, **more):
    shares = {**one.inputs.shares, id_: replace(one.inputs.shares[id_], **more)}
    return replace(one, inputs=replace(one.inputs, shares=shares))


def with_mark(one, item, mark):
    return replace(one, inputs=replace(one.inputs, marks={**one.inputs.marks, item: mark}))


CHANGES = {
    "one yes": lambda one: with_share(one, "q15", yes=14),
    "one answer": lambda one: with_share(one, "q15", answered=19),
    "one who was asked": lambda one: with_share(one, "q8", asked=11),
    "one response": lambda one: replace(one, inputs=replace(one.inputs, responses=21)),
    "a mark that changes points": lambda one: with_mark(one, "stand_01", "0.5"),
    "a mark that changes no points": lambda one: with_mark(one, "comfort_water", "0"),
    "the required sample": lambda one: replace(one, required=41),
    "a form of service": lambda one: replace(one, forms=(Form.STATIONARY,)),
    "the code": lambda one: replace(one, code="C"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_digest_changes_with_anything_that_is_counted(change):
    first, second = region()
    assert digest([change(first), second]) != digest([first, second])


def test_the_digest_holds_how_it_was_counted_and_what_of():
    found = {
        digest(region()),
        digest(region(), assessment=2),
        digest(region(), questionnaire="675n.2"),
        digest(region(), changed(SOCIAL, denominator="all")),
        digest(region(), changed(SOCIAL, ranking="standard")),
        digest(region(), changed(SOCIAL, rounding={"total": 1})),
        digest(region()[:1]),
    }
    assert len(found) == 7


def test_the_digest_is_that_of_the_same_results_in_any_order_and_by_any_name():
    first, second = region()
    renamed = replace(first, name="Дом «Сосны»", short_name="Сосны", municipality="Елец", inn="7700000004")
    assert digest([second, first]) == digest([first, second]) == digest([renamed, second])


def test_a_figure_that_a_setting_gives_is_kept_with_why():
    method = changed(SOCIAL, empty_denominator="hundred")
    told = inputs(method, 20, answers(20, q7=(0, 20)))
    data = frozen.figures_as_data(scored(method, told))
    assert (data["p3_3"], data["p5_3"]) == ("nobody 100", "100")
    assert frozen.figures_as_data(scored(SOCIAL, told))["p3_3"] == "nobody"
    third = inputs(method, 3, answers(3, q15=(2, 1)))
    assert frozen.figures_as_data(scored(method, third))["p5_3"] == "200/3"
    assert third.shares["q15"] == Share(2, 3, 3)

"""What holds of figures whatever was answered and found: exact values, bounds, more yes is never worse, no order."""

import random
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from surveys.domain import answers, rating, tally
from surveys.domain.indicators import Inputs, Share, State, scored, tallied
from surveys.domain.methodology import TOTAL
from surveys.domain.rounding import FULL_PLACES, full, half_up, packed, rounded, unpacked
from tests.domain.figures import CHOSEN, CULTURE, GATES, QUESTIONNAIRE, SOCIAL, any_inputs, any_settings, changed, home

QUICK = settings(max_examples=120, deadline=None)

methods = st.builds(lambda method, other: changed(method, **other), st.sampled_from([SOCIAL, CULTURE]), any_settings)
counted = methods.flatmap(lambda method: st.tuples(st.just(method), any_inputs(method)))

# The order, written down once more and apart from the definition files: what each figure is counted from, its weight.

SHARES = {
    "p1_3": ["q2", "q4"],
    "p2_2": ["q5"],
    "p2_3": ["q6"],
    "p3_3": ["q8"],
    "p4_1": ["q9"],
    "p4_2": ["q10"],
    "p4_3": ["q12"],
    "p5_1": ["q13"],
    "p5_2": ["q14"],
    "p5_3": ["q15"],
}
CONDITIONS = {
    "p1_2": ("remote_", 30, 4),
    "p2_1": ("comfort_", 20, 5),
    "p3_1": ("access_", 20, 5),
    "p3_2": ("equal_", 20, 5),
}
WEIGHTS = {
    "k1": {"p1_1": "0.3", "p1_2": "0.3", "p1_3": "0.4"},
    "k2": {"p2_1": "0.3", "p2_2": "0.4", "p2_3": "0.3"},
    "k3": {"p3_1": "0.3", "p3_2": "0.4", "p3_3": "0.3"},
    "k4": {"p4_1": "0.4", "p4_2": "0.4", "p4_3": "0.2"},
    "k5": {"p5_1": "0.3", "p5_2": "0.2", "p5_3": "0.5"},
}
OF_CULTURE = WEIGHTS | {"k2": {"p2_1": "0.5", "p2_3": "0.5"}}
SIZES = {"stand_": 18, "site_": 18, "remote_": 5, "comfort_": 7, "access_": 5, "equal_": 6}
UNMARKED, NOBODY = "not inspected", "nobody"


def by_the_order(inputs, weights, denominator, policy):
    """The fifteen indicators, five criteria and the total by nok.md §3: fractions, or why there is none."""
    empty = {"exclude": NOBODY, "zero": Fraction(0), "hundred": Fraction(100)}[policy]
    found = {"p1_1": materials(inputs.marks, empty)}
    for id_, (prefix, points, enough) in CONDITIONS.items():
        marks = of_group(inputs.marks, prefix)
        there = marks.count("1")
        found[id_] = UNMARKED if marks == [] else Fraction(100 if there >= enough else points * there)
    for id_, questions in SHARES.items():
        told = [inputs.shares[question] for question in questions if question in inputs.shares]
        bases = [(share.yes, share.asked if denominator == "all" else share.answered) for share in told]
        halves = [Fraction(yes, base) * 100 for yes, base in bases if base > 0]
        found[id_] = sum(halves) / len(halves) if halves else empty
    for id_, parts in weights.items():
        values = [(Fraction(weight), found[part]) for part, weight in parts.items()]
        found[id_] = criterion(values)
    criteria = [found[id_] for id_ in weights]
    words = [value for value in criteria if isinstance(value, str)]
    return found | {TOTAL: words[0] if words else sum(criteria) / 5}


def materials(marks, empty):
    halves = []
    for prefix in ("stand_", "site_"):
        found = of_group(marks, prefix)
        if not found:
            return UNMARKED
        norm = [Fraction(mark) for mark in found if mark != "n/a"]
        halves += [100 * sum(norm) / len(norm)] if norm else []
    return sum(halves) / len(halves) if halves else empty


def of_group(marks, prefix):
    """The marks of a group; none if an item has no mark."""
    found = [mark for item, mark in marks.items() if item.startswith(prefix)]
    return found if len(found) == SIZES[prefix] else []


def criterion(values):
    if any(value == UNMARKED for _, value in values):
        return UNMARKED
    known = [(weight, value) for weight, value in values if value != NOBODY]
    return sum(weight * value for weight, value in known) / sum(weight for weight, _ in known) if known else NOBODY


@QUICK
@given(st.sampled_from([(SOCIAL, WEIGHTS), (CULTURE, OF_CULTURE)]), any_settings, st.data())
def test_figures_are_the_exact_fractions_of_the_order(which, chosen, data):
    base, weights = which
    method = changed(base, **chosen | {"rounding": {"carried": False}})
    inputs = data.draw(any_inputs(method))
    wanted = by_the_order(inputs, weights, chosen["denominator"], chosen["empty_denominator"])
    for figure, points in scored(method, inputs).items():
        words = {State.UNMARKED: UNMARKED, State.NOBODY: NOBODY}
        assert (words[points.state] if points.value is None else points.value) == wanted[figure], figure


@QUICK
@given(counted)
def test_points_are_from_0_to_100(told):
    method, inputs = told
    values = [points.value for points in scored(method, inputs).values() if points.value is not None]
    assert all(0 <= value <= 100 for value in values)


def above(method, figure):
    """A figure and those that are counted from it."""
    return (figure, method.criterion_of[figure], TOTAL)


def never_worse(method, figure, before, after):
    """What was counted before is not less after."""
    a, b = scored(method, before), scored(method, after)
    for name in above(method, figure):
        if a[name].value is not None:
            assert b[name].value is not None, name
            assert b[name].value >= a[name].value, name
    for name in a.keys() - set(above(method, figure)):
        assert a[name] == b[name], name


@QUICK
@given(counted, st.data())
def test_one_more_yes_is_never_worse(told, data):
    """Instead of a no, of an empty answer, or of somebody who was not asked before."""
    method, before = told
    indicator = data.draw(st.sampled_from([one for one in method.methodology.indicators if one.questions]))
    id_ = data.draw(st.sampled_from(indicator.questions))
    share = before.shares[id_]
    ways = []
    if share.yes < share.answered:
        ways.append(Share(share.yes + 1, share.answered, share.asked))
    if share.answered < share.asked:
        ways.append(Share(share.yes + 1, share.answered + 1, share.asked))
    if id_ in GATES and share.asked < before.responses:
        ways.append(Share(share.yes + 1, share.answered + 1, share.asked + 1))
    assume(ways)
    after = replace(before, shares={**before.shares, id_: data.draw(st.sampled_from(ways))})
    never_worse(method, indicator.id, before, after)


@QUICK
@given(counted, st.data())
def test_one_better_mark_is_never_worse(told, data):
    method, before = told
    indicator = data.draw(st.sampled_from([one for one in method.methodology.indicators if one.groups]))
    group = method.checklist.by_group[data.draw(st.sampled_from(indicator.groups))]
    item = data.draw(st.sampled_from(group.items)).id
    better = {"0": ["0.5", "1"], "0.5": ["1"], "n/a": ["1"]}.get(before.marks.get(item), [])
    better = [mark for mark in better if mark != "0.5" or group.halves]
    assume(better)
    after = replace(before, marks={**before.marks, item: data.draw(st.sampled_from(better))})
    never_worse(method, indicator.id, before, after)


@st.composite
def sheets(draw):
    """What people wrote, answers behind closed gates among it."""
    one = st.dictionaries(st.sampled_from([question.id for question in CHOSEN]), st.sampled_from(["yes", "no", ""]))
    return draw(st.lists(one, max_size=12)), draw(st.randoms(use_true_random=False))


@QUICK
@given(sheets())
def test_the_order_in_which_answers_come_changes_nothing_and_closed_questions_are_not_counted(told):
    papers, chance = told
    shares = counted_by_us(papers)
    chance.shuffle(papers)
    again = [dict(chance.sample(sorted(paper.items()), len(paper))) for paper in papers]
    assert counted_by_us(again) == shares
    for id_, share in shares.items():
        open_ = [paper for paper in papers if id_ not in GATES or paper.get(GATES[id_]) == "yes"]
        said = Counter(paper.get(id_, "") for paper in open_)
        assert share == Share(said["yes"], said["yes"] + said["no"], len(open_))


def counted_by_us(papers):
    counts = Counter()
    for paper in papers:
        counts.update(tally.countable(QUESTIONNAIRE, answers.counted(QUESTIONNAIRE, paper)))
    return tallied(QUESTIONNAIRE, SOCIAL.methodology.questions, counts, len(papers))


@settings(max_examples=60, deadline=None)
@given(methods, st.data(), st.randoms(use_true_random=False))
def test_the_order_of_organizations_and_of_marks_changes_nothing(method, data, chance: random.Random):
    told = data.draw(st.lists(any_inputs(method, most=4, complete=True), max_size=6))
    region = [home(str(number), inputs) for number, inputs in enumerate(told)]
    other = [replace(one, inputs=shuffled(one.inputs, chance)) for one in chance.sample(region, len(region))]
    first, second = rating.rated(method, region), rating.rated(method, other)
    assert first == second
    figures = method.methodology.figures
    assert rating.mean_score(region_of(first, chance), figures) == rating.mean_score(second, figures)


def shuffled(inputs, chance):
    marks, shares = ([*one.items()] for one in (inputs.marks, inputs.shares))
    chance.shuffle(marks)
    chance.shuffle(shares)
    return Inputs(inputs.responses, dict(shares), dict(marks))


def region_of(organizations, chance):
    return chance.sample(organizations, len(organizations))


# Rounding

fractions = st.fractions(min_value=0, max_value=100, max_denominator=100_000)
decimals = st.decimals(min_value=0, max_value=100, places=6, allow_nan=False, allow_infinity=False)


@given(decimals, st.integers(0, 6))
@example(Decimal("0.125"), 2)
@example(Decimal("2.5"), 0)
@example(Decimal("99.5"), 0)
def test_half_up_rounds_decimals_as_the_decimal_module_does(value, digits):
    assert half_up(Fraction(value), digits) == value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@given(fractions, st.integers(0, 6))
def test_half_up_gives_the_nearest_number_and_the_upper_one_of_two(value, digits):
    found, half = half_up(value, digits), Fraction(1, 2 * 10**digits)
    assert found.as_tuple().exponent == -digits
    assert -half < Fraction(found) - value <= half


@given(fractions, st.integers(0, 6))
def test_rounding_once_more_changes_nothing_and_no_rounding_is_exact(value, digits):
    assert rounded(rounded(value, digits), digits) == rounded(value, digits)
    assert rounded(value, None) == value


@given(fractions, st.integers(0, 6))
def test_a_figure_at_full_precision_reads_back_and_rounds_as_the_figure_itself(value, digits):
    text = full(value)
    assert not text.endswith(".")
    assert "E" not in text
    read = Fraction(text)
    if (10**FULL_PLACES) % value.denominator == 0:
        assert read == value
    assert abs(read - value) <= Fraction(1, 2 * 10**FULL_PLACES)
    assert half_up(read, digits) == half_up(value, digits)
    assert unpacked(packed(value)) == value


# Places

totals = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.one_of(st.none(), st.integers(0, 5).map(Decimal), st.fractions(0, 3, max_denominator=3)),
    max_size=12,
)


@given(totals.filter(lambda found: len({type(total) for total in found.values() if total is not None}) < 2))
def test_equal_totals_share_a_place_a_better_one_is_before_and_dense_places_have_no_gap(found):
    dense = rating.places(found, rating.Ranking.DENSE)
    standard = rating.places(found, rating.Ranking.STANDARD)
    known = {code: total for code, total in found.items() if total is not None}
    for code, total in found.items():
        if total is None:
            assert (dense[code], standard[code]) == (None, None)
            continue
        better = [other for other in known.values() if other > total]
        assert standard[code] == len(better) + 1
        assert dense[code] == len(set(better)) + 1
    assert {place for place in dense.values() if place} == set(range(1, len(set(known.values())) + 1))

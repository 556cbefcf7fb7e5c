"""What of an organization's figures is told in public: nothing that few people could be recognized by."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain import rating
from surveys.domain.indicators import Inputs, Share, State
from surveys.domain.methodology import TOTAL, Denominator, Method, Methodology
from surveys.domain.publication import LEAST, is_hidden, published
from surveys.domain.rating import Assessed, rated
from surveys.domain.registry import Form
from surveys.files import indicator_table
from tests.domain import disclosure
from tests.domain.disclosure import Knowledge, forms, share_of
from tests.domain.figures import CULTURE, SOCIAL, answers, changed, home, inputs, marks

WHERE = ("Город", "Район")


def few(number):
    return 0 < number < LEAST


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


# Any region, any corrections


SMALL = st.sampled_from([0, 1, 2, 3, 4, 4, 5, 6, 8])
GATED = ("q2", "q4", "q8", "q12")


class Region:
    """Some organizations, as one decision on the round after the other counted them; the last one is in force."""

    def __init__(self, method: Method, decisions: list[list[Assessed]]) -> None:
        self.method = method
        self.decisions = decisions

    def __repr__(self):
        rules = self.method.methodology
        lines = [f"{rules.key}, {rules.denominator}, {rules.empty_denominator}"]
        for organizations in self.decisions:
            for one in organizations:
                told = {id_: (share.yes, share.answered, share.asked) for id_, share in one.inputs.shares.items()}
                found = {group.id: one.inputs.marks[group.items[0].id] for group in self.method.checklist.groups}
                lines.append(f"{one.code}: {one.inputs.responses} responses, {told}, {found}")
        return "\n".join(lines)


@st.composite
def shares(draw, question, responses, answered):
    """A share; as many as can be have answered the question, up to so many."""
    answered = max(0, min(answered, responses))
    asked = min(responses, answered + draw(st.sampled_from([0, 2]))) if question in GATED else responses
    return Share(draw(st.integers(0, answered)), answered, asked)


@st.composite
def countings(draw, method):
    """What an organization was counted from: a few of its questions were answered by a few people or by nobody."""
    responses = draw(st.sampled_from([0, 1, 4, 5, 9, 20, 20, 60, 60, 60]))
    few = draw(st.sets(st.sampled_from(method.methodology.questions), max_size=2))
    said = {}
    for id_ in method.methodology.questions:
        said[id_] = draw(shares(id_, responses, draw(SMALL) if id_ in few else responses - draw(st.integers(0, 3))))
    return Inputs(responses, said, draw(inspections(method)))


@st.composite
def inspections(draw, method):
    """Marks: the inspection is complete, as approval demands."""
    return marks(
        method, **{group: draw(st.sampled_from(["1", "1", "0", "n/a"])) for group in method.checklist.by_group}
    )


@st.composite
def corrected(draw, method, before):
    """A later counting of the same people: some answers came to it or were set aside, some marks were changed."""
    if draw(st.booleans()):
        return before
    more = draw(st.sampled_from([0, 0, 1, 3, 5, 7, -1, -4, -5, -6]))
    responses = max(before.responses + more, 0)
    changing = draw(st.sets(st.sampled_from(method.methodology.questions), max_size=3))
    told = {}
    for id_, share in before.shares.items():
        asked = responses if id_ not in GATED else min(share.asked, responses)
        kept = Share(min(share.yes, asked), min(share.answered, asked), asked)
        other = draw(st.one_of(SMALL, st.integers(0, responses))) if id_ in changing else 0
        told[id_] = draw(shares(id_, responses, other)) if id_ in changing else kept
    return Inputs(responses, told, draw(st.one_of(st.just(before.marks), inspections(method))))


@st.composite
def regions(draw):
    """Any region, any corrections."""
    method = changed(
        draw(st.sampled_from([SOCIAL, CULTURE])),
        denominator=draw(st.sampled_from(["answered", "answered", "all"])),
        empty_denominator=draw(st.sampled_from(["exclude", "exclude", "zero", "hundred"])),
    )
    decisions = draw(st.integers(1, 3))
    members = []
    for number in range(draw(st.integers(1, 3))):
        versions = [draw(countings(method))]
        while len(versions) < decisions:
            versions.append(draw(corrected(method, versions[-1])))
        place = {
            "municipality": draw(st.sampled_from(WHERE)),
            "forms": draw(st.sampled_from([(Form.STATIONARY,), (Form.STATIONARY, Form.AT_HOME), ()])),
        }
        members.append([home(f"H{number}", one, **place) for one in versions])
    return Region(method, [rated(method, [versions[n] for versions in members]) for n in range(decisions)])


def shown(method, decisions):
    """What the public sees of each decision, as its pages and files are given it."""
    told = []
    for number, organizations in enumerate(decisions):
        later = [{one.code: (method, one.inputs) for one in found} for found in decisions[number + 1 :]]
        told.append([published(method, one, [counted[one.code] for counted in later]) for one in organizations])
    return told


def groups_of(organizations):
    """Everything that means are published of: all, each municipality, each form of service."""
    yield organizations
    for name in WHERE:
        yield [one for one in organizations if one.municipality == name]
    for form in Form:
        yield [one for one in organizations if form in one.forms]


def learnt(method, decisions):
    """Everything that follows from what is published."""
    known = Knowledge()
    for real, public in zip(decisions, shown(method, decisions), strict=True):
        sums = {one.code: forms(method, one.code, one.inputs, one.score) for one in real}
        counted_from = {one.code: one.inputs for one in real}
        for one in public:
            cells = indicator_table.row(method, one, exact=True)
            for figure in method.methodology.figures:
                if one.score[figure].value is not None or cells[figure] is not None:
                    known.tell(sums[one.code][figure])
            for question in one.inputs.shares:
                known.tell({share_of(one.code, question, counted_from[one.code]): Fraction(1)})
        for members in groups_of(public):
            for figure, mean in rating.mean_score(members, method.methodology.figures).items():
                if mean is not None:
                    having = [sums[one.code][figure] for one in members if one.score[figure].value is not None]
                    known.tell(disclosure.mean(having))
    return known


def people(method, share):
    """How many people are behind a share."""
    return [share.answered, share.asked] if method.methodology.denominator is Denominator.ALL else [share.answered]


@settings(max_examples=150, deadline=None)
@given(regions())
def test_no_combination_of_what_is_published_gives_a_share_of_few_people(region):
    method, decisions = region.method, region.decisions
    known = learnt(method, decisions)
    for organizations in decisions:
        for one in organizations:
            for question, share in one.inputs.shares.items():
                if any(map(few, people(method, share))):
                    assert not known.has({share_of(one.code, question, one.inputs): Fraction(1)}), (one.code, question)


@settings(max_examples=80, deadline=None)
@given(regions())
def test_nothing_is_known_of_an_organization_with_few_responses(region):
    method, decisions = region.method, region.decisions
    known = learnt(method, decisions)
    for organizations, public in zip(decisions, shown(method, decisions), strict=True):
        for one, told in zip(organizations, public, strict=True):
            if not few(one.inputs.responses):
                continue
            beneath = {points.state for figure, points in told.score.items() if figure != TOTAL}
            assert (beneath, told.total.value) == ({State.WITHHELD}, None)
            assert indicator_table.row(method, told, exact=True)["responses"] is None
            assert (told.inputs, told.place, set(told.places) <= {None}) == (Inputs(), None, True)
            for figure, form in forms(method, one.code, one.inputs, one.score).items():
                if any(unknown[0] == "share" for unknown in form):
                    assert not known.has(form), (one.code, figure)


@settings(max_examples=80, deadline=None)
@given(regions())
def test_two_versions_never_tell_what_a_few_answered_between_them(region):
    method, decisions = region.method, region.decisions
    known = learnt(method, decisions)
    versions = [{one.code: one.inputs for one in organizations} for organizations in decisions]
    for number, first in enumerate(versions):
        for second in versions[number + 1 :]:
            for code, before in first.items():
                for question, a in before.shares.items():
                    b = second[code].shares[question]
                    if few(abs(a.answered - b.answered)) or few(abs(a.yes - b.yes)):
                        both = [{share_of(code, question, told): Fraction(1)} for told in (before, second[code])]
                        assert not all(map(known.has, both)), (code, question)


@settings(max_examples=50, deadline=None)
@given(regions())
def test_the_equations_are_those_that_the_figures_were_counted_by(region):
    method, decisions = region.method, region.decisions
    method = changed(method, empty_denominator="exclude")
    for one in rated(method, decisions[0]):
        value = {}
        for question, share in one.inputs.shares.items():
            base = people(method, share)[-1]
            value[share_of(one.code, question, one.inputs)] = Fraction(100 * share.yes, base or 1)
        for figure, form in forms(method, one.code, one.inputs, one.score).items():
            if one.score[figure].value is not None:
                found = sum(
                    (
                        n * value.get(x, one.score[x[2]].value) if x[0] == "marks" else n * value[x]
                        for x, n in form.items()
                    ),
                    Fraction(0),
                )
                assert found == one.score[figure].value

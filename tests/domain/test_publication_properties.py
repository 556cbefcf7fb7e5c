"""Whatever was answered and corrected: all that is published together gives no share of few people."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.domain import rating
from surveys.domain.indicators import Inputs, Share, State
from surveys.domain.methodology import TOTAL, Denominator, Method
from surveys.domain.publication import LEAST, published
from surveys.domain.rating import Assessed, rated
from surveys.domain.registry import Form
from surveys.files import indicator_table
from tests.domain import disclosure
from tests.domain.disclosure import Knowledge, forms, share_of
from tests.domain.figures import CULTURE, SOCIAL, changed, home, marks

WHERE = ("Город", "Район")


def few(number):
    return 0 < number < LEAST


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

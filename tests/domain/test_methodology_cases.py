"""Worked cases that a methodologist reads and adds to: counts and marks in, points out (tests/methodology_cases)."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from surveys.definitions.loader import SHIPPED, Methodologies, Questionnaires
from surveys.domain import indicators, rating
from surveys.domain.indicators import Inputs, State, tallied
from surveys.domain.methodology import Method, Methodology
from surveys.domain.rating import Assessed
from surveys.domain.registry import Form
from surveys.domain.working import working
from surveys.files import points

FOLDER = Path(__file__).parent.parent / "methodology_cases"
KNOWN = Methodologies(SHIPPED)
QUESTIONNAIRE = Questionnaires(SHIPPED).get("675n.1")
WORDS = {State.NOBODY: "н/д", State.UNMARKED: "не проверено"}

OF_CASE = {"title", "methodology", "settings", "organization"}
OF_ORGANIZATION = {"name", "forms", "responses", "answers", "marks"}
RESULTS = {"expected", "shown", "formula", "band", "place", "places"}

CASES = {
    case["title"]: (path.name, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
}
NUMBERS = [(Path(file).stem, number) for number, (file, _) in enumerate(CASES.values(), 1)]


def method_of(case):
    """The methodology of a case, with the settings that the case changes."""
    found = KNOWN.method(case.get("methodology", "317n.1"))
    data = found.methodology.model_dump(mode="json", by_alias=True) | case.get("settings", {})
    return Method(Methodology.model_validate(data), found.checklist)


def members(case):
    """The organizations of a case; one that is not named is the case itself."""
    return case.get("organization", [case])


def assessed(method, number, told):
    """An organization of a case with its inputs."""
    responses = told.get("responses", 0)
    questions = method.methodology.questions
    shares = tallied(QUESTIONNAIRE, questions, counts(told.get("answers", {}), responses), responses)
    inputs = Inputs(responses, shares, marks(method, told.get("marks", {})))
    forms = tuple(map(Form, told.get("forms", ())))
    return Assessed(str(number), told.get("name", ""), forms=forms, inputs=inputs)


def counts(answers, responses):
    """The tallies that the answers of a case make, by question and answer."""
    found = {}
    for question in QUESTIONNAIRE.questions[:15]:
        rule = question.asked_if
        asked = found[rule.question, "yes"] if rule else responses
        said = answers.get(question.id, answers.get("others", {}) if asked else {})
        assert said.keys() <= {"yes", "no"}, f"{question.id}: {said}"
        assert sum(said.values()) <= asked, f"{question.id}: ответов больше, чем было кого спросить ({asked})"
        found |= {(question.id, answer): said.get(answer, 0) for answer in ("yes", "no")}
    assert answers.keys() <= {"others", *(id_ for id_, _ in found)}
    return found


def marks(method, told):
    """The marks that a case gives its groups, by item; «?» is an item without a mark."""
    groups = method.checklist.by_group
    assert told.keys() <= {"others", *groups}, f"нет такой группы: {told.keys()}"
    found = {}
    for group in groups.values():
        said = told.get(group.id) or f"{told.get('others', '?')}×{len(group.items)}"
        listed = [mark for part in said.split() for mark in repeated(part)]
        assert len(listed) == len(group.items), f"{group.id}: {len(listed)} отметок, а пунктов {len(group.items)}"
        assert set(listed) <= {*group.marks, None}, f"{group.id}: {said}"
        found |= {item.id: mark for item, mark in zip(group.items, listed, strict=True) if mark is not None}
    return found


def repeated(part):
    """`1×4` is four marks; `н/п` is not applicable, `?` is none."""
    mark, _, times = part.partition("×")
    return [{"н/п": "n/a", "?": None}.get(mark, mark)] * int(times or 1)


def figure(told):
    """A figure as a case writes it: a fraction, or why there is none."""
    return told if told in WORDS.values() else Fraction(told)


def found_of(method, one, told):
    """What came out, of all that the case expects, in the same words."""
    score, language = one.score, "en"
    band = indicators.band(method.methodology, one.total.value)
    return {
        "expected": {
            id_: WORDS[score[id_].state] if score[id_].value is None else score[id_].value
            for id_ in told.get("expected", {})
        },
        "shown": {
            id_: points.shown(method, id_, score[id_], language) or WORDS[score[id_].state]
            for id_ in told.get("shown", {})
        },
        "formula": {
            id_: points.formula(working(method, id_, one.inputs, score), language) for id_ in told.get("formula", {})
        },
        "band": band.title["ru"] if band else "",
        "place": one.place or 0,
        "places": [place or 0 for place in one.places],
    }


def flat(results):
    """Results by what a methodologist would call them."""
    told = {}
    for name, value in results.items():
        told |= {f"{name} {id_}": one for id_, one in value.items()} if isinstance(value, dict) else {name: value}
    return told


@pytest.mark.parametrize("title", CASES, ids=[f"{file}-{number}" for file, number in NUMBERS])
def test_the_case_comes_out_as_worked_by_hand(title):
    file, case = CASES[title]
    method = method_of(case)
    told = {str(number): one for number, one in enumerate(members(case))}
    for one in rating.rated(method, [assessed(method, number, one) for number, one in told.items()]):
        own = told[one.code]
        where = f"{file}: «{title}»: {one.name}"
        assert own.keys() <= OF_CASE | OF_ORGANIZATION | RESULTS, f"{where}: неизвестное слово"
        wanted = {name: own[name] for name in RESULTS & own.keys()}
        assert wanted, f"{where}: ничего не ожидается"
        if "expected" in wanted:
            wanted["expected"] = {id_: figure(value) for id_, value in wanted["expected"].items()}
        found = flat(found_of(method, one, own))
        wrong = [
            f"{name}: ожидалось {it}, вышло {found[name]}" for name, it in flat(wanted).items() if found[name] != it
        ]
        assert not wrong, "\n".join([where, *wrong])


def test_each_case_has_a_title_of_its_own_and_there_are_enough():
    files = [tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in FOLDER.glob("*.toml")]
    assert sum(map(len, files)) == len(CASES) >= 30


@pytest.mark.parametrize("policy", ["exclude", "zero", "hundred"])
def test_every_policy_for_nobody_has_a_case_without_disabled_people(policy):
    policies = {
        case.get("settings", {}).get("empty_denominator", "exclude")
        for _, case in CASES.values()
        for one in members(case)
        if one.get("answers", {}).get("q7", {}).get("yes", 0) == 0 and one.get("responses") and "p3_3" in str(one)
    }
    assert policy in policies

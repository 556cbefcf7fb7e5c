"""Methodologies and checklists: those that are shipped hold together, a wrong one is refused with file and reason."""

from datetime import date
from decimal import Decimal

import pytest

from models import Assessment
from surveys.definitions.loader import SHIPPED, Checklists, DefinitionError, Methodologies, Questionnaires
from surveys.domain.methodology import PointsPerCondition, Ranking
from surveys.extensions import db
from surveys.settings import SettingsError
from surveys.store import assessments
from surveys.web import counting
from tests import clock
from tests.respondent import organization

METHODOLOGY = (SHIPPED / "methodologies" / "317n-1.toml").read_text(encoding="utf-8")
CHECKLIST = (SHIPPED / "checklists" / "317n-1.toml").read_text(encoding="utf-8")

REMOTE = ("remote_phone", "remote_email", "remote_service", "remote_faq", "remote_opinion")
COMFORT = (
    *("comfort_rest", "comfort_navigation", "comfort_water", "comfort_toilets", "comfort_cleanliness"),
    *("comfort_transport", "comfort_booking"),
)
ACCESS = ("access_ramp", "access_parking", "access_lift", "access_wheelchair", "access_toilet")
EQUAL = ("equal_duplication", "equal_braille", "equal_interpreter", "equal_site", "equal_staff", "equal_distance")
ITEMS = {
    "stand": tuple(f"stand_{number:02}" for number in range(1, 19)),
    "site": tuple(f"site_{number:02}" for number in range(1, 19)),
    "remote": REMOTE,
    "comfort": COMFORT,
    "access": ACCESS,
    "equal": EQUAL,
}
WEIGHTS = {
    "317n.1": {
        "p1_1": "0.3",
        "p1_2": "0.3",
        "p1_3": "0.4",
        "p2_1": "0.3",
        "p2_2": "0.4",
        "p2_3": "0.3",
        "p3_1": "0.3",
        "p3_2": "0.4",
        "p3_3": "0.3",
        "p4_1": "0.4",
        "p4_2": "0.4",
        "p4_3": "0.2",
        "p5_1": "0.3",
        "p5_2": "0.2",
        "p5_3": "0.5",
    },
    "599-culture.1": {
        "p1_1": "0.3",
        "p1_2": "0.3",
        "p1_3": "0.4",
        "p2_1": "0.5",
        "p2_3": "0.5",
        "p3_1": "0.3",
        "p3_2": "0.4",
        "p3_3": "0.3",
        "p4_1": "0.4",
        "p4_2": "0.4",
        "p4_3": "0.2",
        "p5_1": "0.3",
        "p5_2": "0.2",
        "p5_3": "0.5",
    },
}


@pytest.fixture(scope="module")
def known():
    return Methodologies(SHIPPED)


def test_there_are_two_methodologies_and_each_file_is_called_by_its_key(known):
    assert [one.key for one in known.all()] == ["317n.1", "599-culture.1"]
    for one in [*known.all(), *known.checklists.all()]:
        folder = known.file(one.key) if one in known.all() else known.checklists.file(one.key)
        assert folder.stem == one.key.replace(".", "-")


@pytest.mark.parametrize("key", WEIGHTS)
def test_indicators_weigh_what_the_order_says_and_criteria_all_the_same(known, key):
    methodology = known.get(key)
    assert {one.id: one.weight for one in methodology.indicators} == {
        id_: Decimal(weight) for id_, weight in WEIGHTS[key].items()
    }
    assert {one.id: one.weight for one in methodology.criteria} == {f"k{n}": Decimal("0.2") for n in range(1, 6)}
    for criterion in methodology.criteria:
        assert sum(one.weight for one in criterion.indicators) == 1
        assert all(one.id.startswith(f"p{criterion.number}_") for one in criterion.indicators)


def test_what_the_acts_leave_open_is_set_as_the_facts_say(known):
    one = known.get("317n.1")
    assert (one.denominator, one.empty_denominator, one.ranking) == ("answered", "exclude", Ranking.DENSE)
    assert [band.lowest for band in one.bands] == [81, 61, 41, 21, 0]
    assert one.rounding.carried is False


def test_conditions_give_thirty_points_of_four_or_twenty_of_five(known):
    measures = {one.id: one.measure for one in known.get("317n.1").indicators}
    told = {
        id_: (measure.group, measure.points, measure.enough)
        for id_, measure in measures.items()
        if isinstance(measure, PointsPerCondition)
    }
    assert told == {
        "p1_2": ("remote", 30, 4),
        "p2_1": ("comfort", 20, 5),
        "p3_1": ("access", 20, 5),
        "p3_2": ("equal", 20, 5),
    }


def test_the_checklist_has_the_items_that_others_rely_on(known):
    groups = known.method("317n.1").checklist.groups
    assert {group.id: tuple(item.id for item in group.items) for group in groups} == ITEMS


def test_every_group_of_the_checklist_is_counted_and_every_question_is_asked(known):
    questionnaire = Questionnaires(SHIPPED).get("675n.1")
    for one in known.all():
        method = known.method(one.key)
        assert {group for part in one.indicators for group in part.groups} == set(ITEMS)
        assert list(method.misfits(questionnaire)) == []
    assert known.get("317n.1").questions == tuple(f"q{n}" for n in (2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15))
    assert "q5" not in known.get("599-culture.1").questions


def test_what_could_not_be_compared_with_an_act_says_so_and_every_part_names_its_source(known):
    for one in known.all():
        assert not one.confirmed
        assert "344н" in one.source
        assert all(part.source for part in one.indicators)
    assert [band.confirmed for band in known.get("317n.1").bands] == [True, False, False, False, False]
    assert all(item.source for item in known.method("317n.1").checklist.by_id.values())


# Wrong files


def methodology(*changes):
    text = METHODOLOGY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


LAST_WEIGHT = 'symbol = "Пуд"\nweight = "0.5"'

WRONG = {
    "weights that do not sum to one": (
        methodology((LAST_WEIGHT, LAST_WEIGHT.replace("0.5", "0.4"))),
        "k5: the weights of its indicators sum to 0.9, not to 1",
    ),
    "criteria that do not sum to one": (
        methodology(('weight = "0.2"\ntitle = { ru = "Удовл', 'weight = "0.3"\ntitle = { ru = "Удовл')),
        "the weights of the criteria sum to 1.1, not to 1",
    ),
    "a weight that a computer would keep inexactly": (
        methodology((LAST_WEIGHT, LAST_WEIGHT.replace('"0.5"', "0.5"))),
        'k5.p5_3.weight: write it as a decimal in quotes, like "0.3"',
    ),
    "a weight that is not a number": (
        methodology((LAST_WEIGHT, LAST_WEIGHT.replace("0.5", "половина"))),
        "k5.p5_3.weight",
    ),
    "a negative weight": (
        methodology((LAST_WEIGHT, LAST_WEIGHT.replace("0.5", "-0.5"))),
        "k5.p5_3.weight",
    ),
    "a weight that is no number at all": (
        methodology((LAST_WEIGHT, LAST_WEIGHT.replace("0.5", "NaN"))),
        "k5.p5_3.weight",
    ),
    "a measure that does not exist": (
        methodology(('kind = "mean_of_shares"', 'kind = "median_of_shares"')),
        "k1.p1_3.measure: Input tag 'median_of_shares'",
    ),
    "a formula to evaluate": (
        methodology(('measure = { kind = "share_of_answers", question = "q15" }', 'measure = "q15 * 100"')),
        "k5.p5_3.measure",
    ),
    "points written as a float": (
        methodology(('points = "30"', "points = 30.0")),
        "k1.p1_2.measure",
    ),
    "an indicator twice": (methodology(('id = "p5_3"', 'id = "p5_2"')), "p5_2: stands twice"),
    "an indicator that is called as the total is": (methodology(('id = "p5_3"', 'id = "s"')), "s: stands twice"),
    "a criterion that is called as an indicator is": (methodology(('id = "k5"', 'id = "p1_1"')), "p1_1: stands twice"),
    "bands that go up": (methodology(("lowest = 61", "lowest = 91")), "the bands go down"),
    "a band twice": (methodology(("lowest = 61", "lowest = 81")), "the bands go down"),
    "no band for the lowest totals": (methodology(("lowest = 0", "lowest = 1")), "the last one begins at 0"),
    "an unknown ranking": (methodology(('ranking = "dense"', 'ranking = "olympic"')), "ranking"),
    "an unknown policy": (methodology(('denominator = "answered"', 'denominator = "some"')), "denominator"),
    "no denominator": (methodology(('denominator = "answered"\n', "")), "denominator: Field required"),
    "negative decimals": (methodology(("indicator = 2", "indicator = -1")), "rounding.indicator"),
    "a misspelled key": (methodology(("\ncarried = false", "\ncaried = false")), "rounding.caried"),
    "a criterion without indicators": (
        METHODOLOGY + '\n[[criterion]]\nid = "k6"\nnumber = "6"\nweight = "0.2"\ntitle = { ru = "Шестой" }\n',
        "k6.indicator: Field required",
    ),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_methodology_is_refused_with_its_file_the_place_and_the_reason(tmp_path, text, reason):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        Methodologies.load(path)
    assert str(path) in str(refusal.value)
    assert reason in str(refusal.value)


WRONG_CHECKLISTS = {
    "an item twice": (CHECKLIST.replace('id = "site_18"', 'id = "site_17"'), "site_17: stands twice"),
    "an item in two groups": (
        CHECKLIST.replace('id = "equal_site"', 'id = "comfort_rest"'),
        "comfort_rest: stands twice",
    ),
    "an item that is called as its group is": (
        CHECKLIST.replace('id = "site_18"', 'id = "stand"'),
        "stand: stands twice",
    ),
    "an item without a text": (
        CHECKLIST + '\n[[group.item]]\nid = "equal_seventh"\n',
        "equal.equal_seventh.text: Field required",
    ),
    "an id that no table could have": (
        CHECKLIST.replace('id = "access_ramp"', 'id = "Пандус; 1"'),
        "access.",
    ),
}


@pytest.mark.parametrize(("text", "reason"), WRONG_CHECKLISTS.values(), ids=WRONG_CHECKLISTS)
def test_a_wrong_checklist_is_refused_with_its_file_the_place_and_the_reason(tmp_path, text, reason):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        Checklists.load(path)
    assert str(path) in str(refusal.value)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('checklist = "317n.1"', 'checklist = "317n.7"'), "checklist: there is no checklist 317n.7"),
        (('group = "comfort"', 'group = "comfrot"'), "p2_1: the checklist 317n.1 has no group comfrot"),
        (
            ('groups = ["stand", "site"]', 'groups = ["stand", "bus_gov"]'),
            "p1_1: the checklist 317n.1 has no group bus_gov",
        ),
    ],
)
def test_what_the_checklist_does_not_have_cannot_be_counted(tmp_path, change, reason):
    path = put(tmp_path, methodology(("version = 1", "version = 2"), change))
    with pytest.raises(DefinitionError) as refusal:
        Methodologies(SHIPPED, tmp_path)
    assert str(path) in str(refusal.value)
    assert reason in str(refusal.value)


def test_a_questionnaire_that_lacks_a_question_is_a_misfit(known):
    text = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")
    assert text.count('"q15"') == 1
    questionnaire = Questionnaires.model.model_validate(Questionnaires.load(SHIPPED / "questionnaires" / "675n-1.toml"))
    fewer = questionnaire.model_copy(update={"questions": questionnaire.questions[:13]})
    assert list(known.method("317n.1").misfits(fewer)) == ["q14", "q15"]


# An operator's own


def put(root, text, name="own.toml"):
    folder = root / "methodologies"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


OWN = methodology(('id = "317n"', 'id = "region"'), ('empty_denominator = "exclude"', 'empty_denominator = "zero"'))


def test_an_operators_own_methodology_counts_rounds_that_are_opened_from_then_on(make_app, instance):
    app = make_app()
    with app.app_context():
        organization(db.session)
    app.test_cli_runner().invoke(args=["open-assessment", "--title", "Прежняя"])
    app.test_cli_runner().invoke(args=["close-assessment", "1"])
    put(instance / "definitions", OWN)
    app = make_app(methodology="region")
    assert app.test_cli_runner().invoke(args=["open-assessment", "--title", "Новая"]).stdout == "2\n"
    with app.app_context():
        rounds = {one.id: one for one in assessments.rounds(db.session, clock.today())}
        methods = {id_: counting.definitions_of(rounds[id_])[0].methodology for id_ in (1, 2)}
        assert db.session.get(Assessment, 2).methodology == "region.1"
    assert (methods[1].key, methods[1].empty_denominator) == ("317n.1", "exclude")
    assert (methods[2].key, methods[2].empty_denominator) == ("region.1", "zero")


def test_the_newest_version_that_is_in_force_counts(tmp_path):
    put(tmp_path, methodology(("version = 1", "version = 2"), ("2018-06-11", "2027-01-01")))
    known = Methodologies(SHIPPED, tmp_path)
    assert known.in_force("317n", date(2026, 12, 31)).key == "317n.1"
    assert known.in_force("317n", date(2027, 1, 1)).key == "317n.2"


@pytest.mark.parametrize(
    ("text", "chosen", "reasons"),
    [
        (methodology((LAST_WEIGHT, LAST_WEIGHT.replace("0.5", "0.4"))), "317n", ["own.toml", "k5", "0.9"]),
        (METHODOLOGY, "317n", ["own.toml", "317n.1 is already defined by"]),
        (OWN, "regoin", ["regoin", "no version of it is in force"]),
        (methodology(('id = "317n"', 'id = "region"'), ("2018-06-11", "2999-01-01")), "region", ["region", "in force"]),
        ("это не TOML", "317n", ["own.toml"]),
    ],
)
def test_a_wrong_methodology_of_an_operators_stops_the_start_in_words(make_app, instance, text, chosen, reasons):
    put(instance / "definitions", text)
    with pytest.raises(SettingsError) as refusal:
        make_app(methodology=chosen)
    assert [reason for reason in reasons if reason not in str(refusal.value)] == []

"""Counts of a part of a round: every response is in those parts that it belongs to, and in no others."""

from datetime import date

import pytest

from surveys.domain.registry import Form, Record
from surveys.domain.sample import Sample
from surveys.store import assessments, counts, direct, organizations, rounds, tallies
from surveys.store.counts import EVERYBODY, Scope
from surveys.store.database import writing

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 5)
SAMPLE = Sample(share="0.4", most=600, source="675н", confirmed=False)


@pytest.fixture
def homes(session):
    listed = {
        "pines": Record("Сосны", form_of_service=(Form.STATIONARY,), municipality="Город", recipients=100),
        "birches": Record("Берёзы", form_of_service=(Form.STATIONARY, Form.AT_HOME), municipality="Район"),
        "oaks": Record("Дубы", form_of_service=(Form.AT_HOME,), municipality="Район", recipients=9000),
    }
    with writing(session):
        return {name: organizations.add_one(session, record).id for name, record in listed.items()}


@pytest.fixture
def collected(session, homes):
    round_id = rounds.open_round(session, title="Оценка", questionnaire="675n.1", opens_on=DAY)
    with writing(session):

        def add(name, day, channel, into=round_id, questionnaire="675n.1", **answers):
            told = sorted(answers.items())
            tallies.add(direct.within(session), homes[name], into, questionnaire, day, channel, told)

        add("pines", DAY, "link", q1="yes", q17="male")
        add("pines", NEXT, "qr", q1="no")
        add("birches", NEXT, "qr", q1="yes", q18="65-74")
        add("oaks", NEXT, "paper", q1="yes")
        add("oaks", NEXT, "paper", questionnaire="own.1", q1="no")
        add("oaks", NEXT, "link", into=assessments.STANDING_ID, q1="no")
    return round_id


def of(session, round_id, scope):
    yes_no = counts.answers(session, round_id, "675n.1", scope)
    return {value: yes_no.get(("q1", value), 0) for value in ("yes", "no")}


def test_each_part_has_its_own_and_an_organization_of_two_forms_is_in_both(session, homes, collected):
    assert of(session, collected, EVERYBODY) == {"yes": 3, "no": 1}
    assert of(session, collected, Scope(form=Form.STATIONARY)) == {"yes": 2, "no": 1}
    assert of(session, collected, Scope(form=Form.AT_HOME)) == {"yes": 2, "no": 0}
    assert of(session, collected, Scope(municipality="Район")) == {"yes": 2, "no": 0}
    assert of(session, collected, Scope(organization_id=homes["pines"])) == {"yes": 1, "no": 1}
    assert of(session, collected, Scope(municipality="Посёлок")) == {"yes": 0, "no": 0}


def test_every_question_that_was_answered_is_there(session, homes, collected):
    told = counts.answers(session, collected, "675n.1", EVERYBODY)
    assert told[("q17", "male")] == 1
    assert told[("q18", "65-74")] == 1


def test_days_come_in_their_order_and_channels_by_name(session, homes, collected):
    assert list(counts.days(session, collected, EVERYBODY).items()) == [(DAY, 1), (NEXT, 4)]
    assert counts.channels(session, collected, EVERYBODY) == {"link": 1, "qr": 2, "paper": 2}
    only = Scope(organization_id=homes["birches"])
    assert counts.days(session, collected, only) == {NEXT: 1}
    assert counts.channels(session, collected, only) == {"qr": 1}


def test_the_required_sample_is_the_sum_of_those_that_are_known(session, homes, collected):
    everybody = counts.needed(session, collected, EVERYBODY, SAMPLE)
    assert (everybody.organizations, everybody.required, everybody.unknown) == (3, 640, 1)
    place = counts.needed(session, collected, Scope(municipality="Район"), SAMPLE)
    assert (place.organizations, place.required, place.unknown) == (2, 600, 1)
    assert counts.needed(session, assessments.STANDING_ID, EVERYBODY, SAMPLE).organizations == 0
    assert counts.needed(session, collected, EVERYBODY, None).required == 0


def test_only_municipalities_of_the_round_are_offered(session, homes, collected):
    with writing(session):
        late = organizations.add_one(session, Record("Ели", municipality="Далеко")).id
    assert counts.municipalities(session, collected) == ["Город", "Район"]
    assert counts.municipalities(session, assessments.STANDING_ID) == ["Город", "Далеко", "Район"]
    assert not counts.takes_part(session, collected, late)
    assert counts.takes_part(session, collected, homes["oaks"])

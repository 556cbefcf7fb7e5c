"""Limits step up: free, then proof of work or a minute's wait, then «try again later»; the answers are always kept."""

import json
from datetime import UTC, datetime, timedelta

import altcha
import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from models import PassingKey, Response
from surveys.extensions import db
from surveys.store import keys
from tests.respondent import CONTENT, open_sheet, organization, send, sheet

NOON = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def code(session):
    return organization(session)


@pytest.fixture
def limited(make_app, code):
    return lambda **changed: make_app(proof_cost="10", **changed).test_client()


def challenge(page):
    widget = BeautifulSoup(page, "html.parser").select_one("altcha-widget")
    return altcha.Challenge.from_dict(json.loads(widget["challenge"]))


def solved(page):
    found = challenge(page)
    return altcha.Payload(found, altcha.solve_challenge(found)).to_base64()


def how_many(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Response))


def test_past_the_soft_limit_proof_of_work_is_asked_for_and_taken(session, limited, code):
    client = limited(rate_soft="2 per hour")
    assert [send(client, open_sheet(client, code)).status_code for _ in range(3)] == [303, 303, 422]
    reply = send(client, open_sheet(client, code), CONTENT | {"q16": "Свет"})
    again = sheet(reply.text)
    assert again.fields["q16"] == "Свет"
    assert again.problems
    assert send(client, again, {"altcha": solved(reply.text)}).status_code == 303
    assert how_many(session) == 3


def test_a_solution_serves_only_the_ticket_that_it_was_made_for(session, limited, code):
    client = limited(rate_soft="1 per hour")
    send(client, open_sheet(client, code))
    first = send(client, open_sheet(client, code))
    solution = solved(first.text)
    assert send(client, sheet(first.text), {"altcha": solution}).status_code == 303
    second = send(client, open_sheet(client, code))
    assert send(client, sheet(second.text), {"altcha": solution}).status_code == 422
    assert how_many(session) == 2


@pytest.mark.parametrize("payload", ["", "x", "e30=", "bm90IGpzb24=", "я"])
def test_what_is_no_solution_is_refused(limited, code, payload):
    client = limited(rate_soft="1 per hour")
    send(client, open_sheet(client, code))
    again = sheet(send(client, open_sheet(client, code)).text)
    assert send(client, again, {"altcha": payload}).status_code == 422


def test_an_unsolved_challenge_of_ours_is_no_solution(limited, code):
    client = limited(rate_soft="1 per hour")
    send(client, open_sheet(client, code))
    reply = send(client, open_sheet(client, code))
    found = challenge(reply.text)
    guess = altcha.Payload(found, altcha.Solution(counter=1, derived_key="00" * 32)).to_base64()
    assert send(client, sheet(reply.text), {"altcha": guess}).status_code == 422


def test_whose_device_cannot_compute_waits_a_minute(session, limited, code, clock):
    client = limited(rate_soft="1 per hour")
    send(client, open_sheet(client, code))
    waiting = sheet(send(client, open_sheet(client, code)).text)
    clock.shift(timedelta(seconds=59))
    sooner = send(client, waiting, {})
    assert sooner.status_code == 422
    clock.shift(timedelta(seconds=1))
    assert send(client, sheet(sooner.text), {}).status_code == 303
    assert how_many(session) == 2


def test_waiting_serves_one_response(limited, code, clock):
    client = limited(rate_soft="1 per hour")
    send(client, open_sheet(client, code))
    waiting = sheet(send(client, open_sheet(client, code)).text)
    clock.shift(timedelta(seconds=60))
    assert send(client, waiting, {}).status_code == 303
    assert send(client, waiting, {"q15": "no"}).status_code == 422
    assert send(client, open_sheet(client, code)).status_code == 422


def test_past_the_hard_limit_the_answers_are_kept_and_a_time_is_given(session, limited, code, clock):
    client = limited(rate_soft="100 per hour", rate_hard="2 per hour")
    for _ in range(2):
        send(client, open_sheet(client, code))
    reply = send(client, open_sheet(client, code), CONTENT | {"q16": "Свет"})
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 3600
    assert sheet(reply.text).fields["q16"] == "Свет"
    assert how_many(session) == 2
    clock.shift(timedelta(seconds=int(reply.headers["Retry-After"]) + 1))
    assert send(client, sheet(reply.text), {}).status_code == 303


def test_limits_are_per_organization_and_address(session, limited, code):
    client = limited(rate_soft="1 per hour")
    other = organization(session, "Другой дом")
    home = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    assert send(client, open_sheet(client, code), **home).status_code == 303
    assert send(client, open_sheet(client, code), **home).status_code == 422
    assert send(client, open_sheet(client, other), **home).status_code == 303
    assert send(client, open_sheet(client, code), environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 303


def test_an_ipv6_network_counts_as_one_address(limited, code):
    client = limited(rate_soft="1 per hour")
    addresses = ["2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:2::1"]
    replies = [
        send(client, open_sheet(client, code), environ_base={"REMOTE_ADDR": address}).status_code
        for address in addresses
    ]
    assert replies == [303, 422, 303]


@pytest.mark.parametrize(("hops", "replies"), [("0", [303, 422]), ("1", [303, 303])])
def test_only_as_many_proxies_are_believed_as_the_setting_says(limited, code, hops, replies):
    client = limited(rate_soft="1 per hour", trusted_proxy_hops=hops)
    seen = [
        send(client, open_sheet(client, code), headers={"X-Forwarded-For": address}).status_code
        for address in ("192.0.2.1", "192.0.2.2")
    ]
    assert seen == replies


def test_an_address_that_the_respondent_made_up_is_not_believed_behind_a_proxy(limited, code):
    client = limited(rate_soft="1 per hour", trusted_proxy_hops="1")
    seen = [
        send(client, open_sheet(client, code), headers={"X-Forwarded-For": f"{made_up}, 192.0.2.7"}).status_code
        for made_up in ("192.0.2.1", "192.0.2.2")
    ]
    assert seen == [303, 422]


def test_past_the_global_ceiling_everybody_is_asked_for_proof(session, limited, code):
    client = limited(rate_global="1 per hour")
    other = organization(session, "Другой дом")
    assert send(client, open_sheet(client, code), environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 303
    reply = send(client, open_sheet(client, other), environ_base={"REMOTE_ADDR": "192.0.2.2"})
    assert reply.status_code == 422
    assert "altcha-widget" in reply.text


def test_a_form_sent_faster_than_a_person_can_asks_for_proof(limited, code, clock):
    client = limited(min_fill_seconds="5")
    quick = open_sheet(client, code)
    reply = send(client, quick)
    assert reply.status_code == 422
    assert send(client, sheet(reply.text), {"altcha": solved(reply.text)}).status_code == 303
    unhurried = open_sheet(client, code)
    clock.shift(timedelta(seconds=5))
    assert send(client, unhurried).status_code == 303


def test_the_honeypot_asks_for_proof_and_drops_nothing(session, limited, code):
    client = limited()
    reply = send(client, open_sheet(client, code), CONTENT | {"website": "http://spam.example"})
    assert reply.status_code == 422
    assert send(client, sheet(reply.text), {"altcha": solved(reply.text)}).status_code == 303
    assert how_many(session) == 1


def test_a_repeat_of_a_stored_response_is_thanked_past_the_soft_limit(session, limited, code):
    client = limited(rate_soft="1 per hour")
    form = open_sheet(client, code)
    assert [send(client, form).status_code for _ in range(3)] == [303, 303, 303]
    assert how_many(session) == 1


def test_mistakes_and_repeats_do_not_use_up_the_soft_limit(limited, code):
    client = limited(rate_soft="1 per hour")
    for _ in range(3):
        assert send(client, open_sheet(client, code), {"q18": "сто"}).status_code == 422
    assert send(client, open_sheet(client, code)).status_code == 303


def test_the_keys_that_hide_addresses_change_daily_and_are_gone_after_two_days(session, limited, code, clock):
    client = limited()
    send(client, open_sheet(client, code))
    first = dict(session.execute(select(PassingKey.purpose, PassingKey.secret)).all())
    assert first.keys() == {"responses", "limits"}
    clock.shift(timedelta(days=1))
    send(client, open_sheet(client, code))
    session.rollback()
    secrets = session.scalars(select(PassingKey.secret).where(PassingKey.purpose == "limits")).all()
    assert len(set(secrets)) == 2


def test_the_day_of_a_key_ends_by_the_clock(session, code):
    moment = datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert keys.key(db.engine, keys.RESPONSES, moment, moment) == keys.key(db.engine, keys.RESPONSES, moment, moment)
    assert keys.destroy_dead(db.engine, moment + timedelta(hours=44)) == 0
    assert keys.destroy_dead(db.engine, moment + timedelta(hours=45)) == 1
    assert keys.key(db.engine, keys.RESPONSES, moment, moment + timedelta(hours=45)) is None

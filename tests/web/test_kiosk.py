"""The questionnaire on a shared tablet: its own key and limits, nothing that leads away, nothing that stays."""

import hashlib
import re
import urllib.parse

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from models import Base, Response
from surveys.store import devices
from tests.respondent import CONTENT, organization, send, sheet
from tests.web.test_anonymity import ask

ACTOR = "anna@example.org"


@pytest.fixture
def code(session):
    return organization(session)


@pytest.fixture
def key(session, code):
    return devices.make(session, code, "Холл", ACTOR)


@pytest.fixture
def limited(make_app, code):
    return lambda **changed: make_app(proof_cost="10", **changed).test_client()


def opened(client, code, key, **more):
    return sheet(client.get(f"/a/{code}/kiosk?k={key}", **more).text)


def fill(client, code, key, **more):
    return send(client, opened(client, code, key), **more).status_code


def test_a_response_is_stored_by_the_channel_kiosk_and_thanked(client, session, code, key):
    reply = send(client, opened(client, code, key))
    assert (reply.status_code, reply.location) == (303, f"/a/{code}/kiosk/thanks?k={key}")
    thanks = client.get(reply.location)
    assert 'id="thanks"' in thanks.text
    session.rollback()
    assert session.scalars(select(Response.channel)).all() == ["kiosk"]


def test_what_was_left_out_comes_back_on_the_tablet_with_every_answer(client, code, key):
    reply = send(client, opened(client, code, key), {"q1": "yes", "q16": "Свет"})
    again = sheet(reply.text)
    assert reply.status_code == 422
    assert again.problems
    assert (again.fields["q1"], again.fields["q16"]) == ("yes", "Свет")
    assert again.action == f"/a/{code}/kiosk?k={key}"
    assert send(client, again).status_code == 303


def test_the_key_goes_along_wherever_one_can_go_and_nothing_leads_out(client, code, key):
    begin = f"/a/{code}/kiosk?k={key}"
    left_out = send(client, opened(client, code, key), {}).text
    pages = [
        client.get(path).text for path in (begin, begin + "&lang=en&view=contrast", f"/a/{code}/kiosk/thanks?k={key}")
    ]
    for page in (*pages, left_out, client.get(f"/a/{code}/kiosk/nowhere?k={key}").text):
        soup = BeautifulSoup(page, "html.parser")
        addresses = [link["href"] for link in soup.select("a[href]")] + [form["action"] for form in soup.select("form")]
        assert addresses
        outward = [one for one in addresses if not one.startswith(("#", f"/a/{code}/kiosk"))]
        assert not outward
        assert not [one for one in addresses if not one.startswith("#") and f"k={key}" not in one]
        assert not soup.select("[target]")


def test_language_and_view_hold_until_the_thanks_and_the_next_person_begins_without_them(client, code, key):
    form = opened(client, code, f"{key}&lang=en&view=contrast")
    thanks = client.get(send(client, form).location)
    soup = BeautifulSoup(thanks.text, "html.parser")
    assert (soup.html["lang"], soup.html["data-view"]) == ("en", "contrast")
    assert soup.html["data-start"] == f"/a/{code}/kiosk?k={key}"


def test_without_javascript_the_thanks_and_errors_return_to_the_start_by_themselves(client, code, key):
    for path in (f"/a/{code}/kiosk/thanks?k={key}", f"/a/{code}/kiosk/nowhere?k={key}"):
        refresh = BeautifulSoup(client.get(path).text, "html.parser").select_one("noscript meta[http-equiv=refresh]")
        assert refresh["content"] == f"15;url=/a/{code}/kiosk?k={key}"
    assert "http-equiv" not in client.get(f"/a/{code}/kiosk?k={key}").text
    assert "http-equiv" not in send(client, opened(client, code, key), {}).text


def test_no_answer_of_the_tablet_is_kept_or_told_to_other_pages(client, code, key):
    begin = f"/a/{code}/kiosk?k={key}"
    answers = [
        client.get(begin),
        client.get(begin.replace(code, code.lower())),
        client.get(f"/a/{code}/kiosk/thanks?k={key}"),
        send(client, opened(client, code, key), {}),
        send(client, opened(client, code, key)),
    ]
    assert [answer.status_code for answer in answers] == [200, 308, 200, 422, 303]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
    assert client.get(f"/a/{code}").headers.getlist("Referrer-Policy") == ["same-origin"]


def test_the_form_asks_the_browser_to_remember_nothing(client, code, key):
    kiosk = BeautifulSoup(client.get(f"/a/{code}/kiosk?k={key}").text, "html.parser")
    assert kiosk.form["autocomplete"] == "off"


def test_the_privacy_statement_is_read_in_place(client, code, key):
    kiosk = BeautifulSoup(client.get(f"/a/{code}/kiosk?k={key}").text, "html.parser")
    assert "Никто не может узнать" in kiosk.select_one("details").get_text()


def test_a_tablet_with_a_key_has_limits_of_its_own(limited, code, key):
    client = limited(rate_soft="1 per hour", rate_kiosk_soft="3 per hour")
    assert [fill(client, code, key) for _ in range(4)] == [303, 303, 303, 422]


def test_a_tablet_is_counted_by_itself_not_by_its_address(limited, session, code, key):
    client = limited(rate_kiosk_soft="1 per hour")
    other = devices.make(session, code, "Второй этаж", ACTOR)
    assert fill(client, code, key) == 303
    assert fill(client, code, other) == 303
    assert fill(client, code, key, environ_base={"REMOTE_ADDR": "192.0.2.9"}) == 422
    assert send(client, sheet(client.get(f"/a/{code}").text)).status_code == 303


def test_past_the_tablets_hard_limit_the_answers_stay(limited, code, key):
    client = limited(rate_kiosk_hard="1 per hour")
    assert fill(client, code, key) == 303
    reply = send(client, opened(client, code, key), CONTENT | {"q16": "Свет"})
    assert reply.status_code == 429
    assert sheet(reply.text).fields["q16"] == "Свет"


def test_a_key_may_be_typed_in_small_letters(limited, code, key):
    client = limited(rate_soft="1 per hour")
    assert [fill(client, code, key.lower()) for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("wrong", ["none", "made up", "another organization's", "revoked"])
def test_without_a_living_key_the_page_works_within_the_ordinary_limits(limited, session, code, key, wrong):
    client = limited(rate_soft="1 per hour")
    used = {"none": "", "made up": "A" * 24}.get(wrong, key)
    if wrong == "another organization's":
        used = devices.make(session, organization(session, "Другой дом"), "Холл", ACTOR)
    if wrong == "revoked":
        (device,) = devices.of(session, 1)
        assert fill(client, code, key) == 303
        assert fill(client, code, key) == 303
        assert devices.revoke(session, code, device.id, ACTOR)
    assert [fill(client, code, used) for _ in range(2)] == [303, 422]
    session.rollback()
    assert set(session.scalars(select(Response.channel))) == {"kiosk"}


def test_the_key_of_a_tablet_means_nothing_elsewhere(limited, code, key):
    client = limited(rate_soft="1 per hour")
    replies = [send(client, sheet(client.get(f"/a/{code}?k={key}").text)).status_code for _ in range(2)]
    assert replies == [303, 422]
    page = client.get(f"/a/{code}?k={key}").text
    assert not [link for link in re.findall(r'href="([^"]+)"', page) if key in link and "/privacy" in link]


def test_only_a_hash_of_the_key_is_kept_and_the_logs_do_not_know_it(server, session):
    code = server.flask("organizations").stdout.split("\t")[0]
    key = devices.make(session, code, "Холл", ACTOR)
    assert re.fullmatch("[A-Z2-7]{24}", key)
    begin = f"/a/{code}/kiosk?k={key}"
    form = sheet(ask(server, "GET", begin)[1])
    assert ask(server, "POST", form.action, urllib.parse.urlencode(form.fields | CONTENT))[0] == 303
    assert ask(server, "POST", begin, "q16=%ff")[0] == 400
    assert ask(server, "GET", f"/a/{code}/kiosk/nowhere?k={key}")[0] == 404
    assert ask(server, "GET", begin + "x" * 3000)[0] >= 400
    kept = {path.name: path.read_bytes() for path in server.instance.rglob("*") if path.is_file()}
    session.rollback()
    rows = [row for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    assert hashlib.sha256(key.encode()).hexdigest() in repr(rows)
    for name, content in kept.items() | {("log", server.log.read_bytes()), ("rows", repr(rows).encode())}:
        assert key.encode() not in content, name

"""Signing in and out: who gets in, what is told to who does not, when a session ends."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from surveys.store import accounts
from tests.web.office.conftest import EMAIL, PASSWORD, Visitor, words

NOON = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_the_right_password_opens_the_office(visitor, operator):
    assert visitor.get("/office/").location == "/office/login"
    answer = visitor.sign_in()
    assert (answer.status_code, answer.location) == (303, "/office/")
    assert visitor.get("/office/").status_code == 200


@pytest.mark.parametrize("typed", ["ANNA@example.org", "  anna@Example.ORG "])
def test_an_email_is_known_however_it_is_spelled(visitor, operator, typed):
    assert visitor.sign_in(email=typed).status_code == 303


def test_a_failed_login_does_not_tell_whether_the_account_exists(visitor, operator, account, session):
    account("gone@example.org")
    accounts.disable(session, "gone@example.org")
    pages = [
        visitor.sign_in(email=email, password="not the password")
        for email in (EMAIL, "nobody@example.org", "gone@example.org")
    ]
    assert {page.status_code for page in pages} == {422}
    texts = {re.sub(r'value="[^"]*"', "", page.text) for page in pages}
    assert len(texts) == 1
    assert 'id="error-summary"' in texts.pop()
    assert f'value="{EMAIL}"' in pages[0].text


def test_an_unknown_account_takes_as_long_as_a_known_one(visitor, operator):
    def seconds(email: str) -> float:
        tried = []
        for _ in range(3):
            began = time.thread_time()
            visitor.sign_in(email=email, password="not the password")
            tried.append(time.thread_time() - began)
        return min(tried)

    seconds("warm-up@example.org")
    known, unknown = seconds(EMAIL), seconds("nobody@example.org")
    assert 0.6 < known / unknown < 1.7


def test_a_disabled_account_does_not_get_in_with_its_password(visitor, operator, session):
    accounts.disable(session, EMAIL)
    assert visitor.sign_in().status_code == 422


def test_empty_fields_are_named(visitor):
    answer = visitor.sign_in(email="", password="")
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


def test_after_signing_in_the_wanted_page_opens(visitor, operator):
    to_login = visitor.get("/office/account/").location
    assert to_login == "/office/login?next=/office/account/"
    assert 'name="next" value="/office/account/"' in visitor.get(to_login).text
    assert visitor.sign_in(next="/office/account/").location == "/office/account/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/office/",
        "/\\evil.example",
        "/office\\@evil.example",
        "/officer",
        "/office/\r\nX: y",
        "javascript:alert(1)",
        "/a/ABC",
        "/office/\t/evil.example",
        "/office/?" + "x" * 5000,
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(visitor, operator, elsewhere):
    assert visitor.sign_in(next=elsewhere).location == "/office/"


def test_signing_in_begins_a_new_session(visitor, operator):
    visitor.get("/office/login")
    before = visitor.client.get_cookie("otklik_office", path="/office").value
    visitor.sign_in()
    stranger = Visitor(visitor.client.application)
    stranger.client.set_cookie("otklik_office", before, path="/office")
    assert stranger.get("/office/").status_code == 303


def test_the_cookie_is_for_the_office_only(visitor, operator):
    cookie = visitor.sign_in().headers["Set-Cookie"]
    assert "Path=/office" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "remember" not in cookie


def test_the_cookie_goes_by_https_only_where_the_service_does(make_app):
    client = make_app(public_url="https://otklik.example.org").test_client()
    name, *said = client.get("/office/login").headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-otklik_office=")
    assert sorted(said) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_by_https_as_well_no_public_page_knows_a_cookie(make_app, operator):
    visitor = Visitor(make_app(public_url="https://otklik.example.org"))
    visitor.sign_in()
    assert visitor.get("/office/").status_code == 200
    for address in ("/", "/privacy", "/a/NOSUCH", "/a/NOSUCH/embed", "/embed", "/embed.js", "/static/public.css"):
        answer = visitor.client.get(address, buffered=True)
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address
    visitor.send("/office/logout", form="/office/account/")
    assert visitor.client.get_cookie("__Host-otklik_office", "otklik.example.org") is None


@pytest.mark.parametrize("address", ["/", "/privacy", "/results/", "/healthz", "/nothing", "/a/NOSUCH"])
def test_no_public_page_knows_a_cookie(visitor, operator, address):
    visitor.sign_in()
    answer = visitor.get(address)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("address", ["/office/", "/office/login", "/office/account/", "/office/nothing"])
def test_no_cache_keeps_a_page_of_the_office(visitor, operator, address):
    assert visitor.get(address).headers["Cache-Control"] == "no-store"
    visitor.sign_in()
    assert visitor.get(address).headers["Cache-Control"] == "no-store"


def test_signing_out_ends_also_a_copied_cookie(visitor, visit, operator):
    visitor.sign_in()
    copy = visitor.client.get_cookie("otklik_office", path="/office").value
    answer = visitor.send("/office/logout", form="/office/account/")
    assert (answer.status_code, answer.location) == (303, "/office/login")
    thief = visit()
    thief.client.set_cookie("otklik_office", copy, path="/office")
    assert visitor.get("/office/").status_code == 303
    assert thief.get("/office/").status_code == 303


def test_signing_out_needs_a_post_with_a_token(visitor, operator):
    visitor.sign_in()
    assert visitor.get("/office/logout").status_code == 405
    assert visitor.client.post("/office/logout").status_code == 400
    assert visitor.get("/office/").status_code == 200


def test_a_session_ends_some_hours_after_the_login_however_busy_it_was(make_app, account):
    with time_machine.travel(NOON, tick=False) as clock:
        visitor = Visitor(make_app(session_hours="2"))
        account()
        visitor.sign_in()
        for _ in range(3):
            clock.shift(timedelta(minutes=39))
            assert visitor.get("/office/account/second-factor").status_code == 200
        clock.shift(timedelta(minutes=39))
        assert visitor.get("/office/").location == "/office/login"


def test_disabling_an_account_ends_its_sessions(visitor, operator, session):
    visitor.sign_in()
    accounts.disable(session, EMAIL)
    assert visitor.get("/office/").status_code == 303


def test_an_expired_form_comes_back_with_the_email(visitor, operator):
    answer = visitor.client.post("/office/login", data={"email": EMAIL, "password": PASSWORD, "csrf_token": "old"})
    assert answer.status_code == 400
    assert f'value="{EMAIL}"' in answer.text
    assert PASSWORD not in answer.text
    assert 'id="notice"' in answer.text


def test_a_login_from_a_foreign_page_is_refused(visitor, operator):
    visitor.get("/office/login")
    visitor.client.post("/office/login", data={"email": EMAIL, "password": PASSWORD})
    assert visitor.get("/office/").status_code == 303


def test_logins_stand_in_the_journal_without_addresses(visitor, operator, written):
    visitor.sign_in(password="not the password")
    visitor.sign_in(email="nobody@example.org")
    visitor.sign_in()
    visitor.send("/office/logout", form="/office/account/")
    assert written()[-4:] == [
        ("", "login failed", EMAIL),
        ("", "login failed", ""),
        (EMAIL, "login", EMAIL),
        (EMAIL, "logout", EMAIL),
    ]


@pytest.mark.parametrize("email", ["a" * 70_000, "<script>alert(1)</script>", "' OR 1=1 --", "я" * 300])
def test_nonsense_is_refused_calmly(visitor, operator, email):
    answer = visitor.sign_in(email=email, password="x" * 5000)
    assert answer.status_code in (413, 422)
    assert "<script>alert" not in answer.text


def test_who_wanted_a_page_reads_why_the_login_is_there(visitor):
    assert "Чтобы открыть эту страницу" in words(visitor.get("/office/login?next=/office/account/"))

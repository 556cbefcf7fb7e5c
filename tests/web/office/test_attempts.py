"""Limits of login: by account and by address, failures counted, said in words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine

from tests.web.office.conftest import EMAIL, PASSWORD, Visitor, words

MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_past_the_limit_of_an_account_even_the_right_password_waits(visitor, visit, operator):
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(5):
            assert visitor.sign_in(password="not the password").status_code == 422
        answer = visit().sign_in()
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "900"
        assert f'value="{EMAIL}"' in answer.text
        assert "через 15 минут" in words(answer)
        assert "12:15" in words(answer)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert visitor.sign_in().status_code == 303


def test_an_account_that_does_not_exist_has_the_same_limit(visitor):
    answers = [visitor.sign_in(email="nobody@example.org").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_another_spelling_of_the_email_is_the_same_account(visitor, operator):
    for email in (EMAIL, EMAIL.upper(), f" {EMAIL}", EMAIL, EMAIL):
        visitor.sign_in(email=email, password="not the password")
    assert visitor.sign_in().status_code == 429


def test_nobody_keeps_the_owner_out_from_another_address(visitor, visit, operator):
    visitor.client.environ_base["REMOTE_ADDR"] = "203.0.113.1"
    answers = [visitor.sign_in(password="not the password").status_code for _ in range(20)]
    assert answers == [422] * 5 + [429] * 15
    assert visit().sign_in().status_code == 303


def test_from_many_addresses_an_account_cannot_be_tried_for_ever(make_app, account):
    app = make_app(rate_login_everywhere="6 per hour")
    account()
    answers = []
    for number in range(4):
        visitor = Visitor(app)
        visitor.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        answers += [visitor.sign_in(password="not the password").status_code for _ in range(2)]
    assert answers == [422] * 6 + [429] * 2


def test_one_address_cannot_try_many_accounts(make_app, account):
    visitor = Visitor(make_app(rate_login_address="3 per hour"))
    account()
    answers = [visitor.sign_in(email=f"nobody{n}@example.org").status_code for n in range(4)]
    assert answers == [422, 422, 422, 429]
    assert visitor.sign_in().status_code == 429


def test_logins_that_succeed_are_not_counted(make_app, account):
    app = make_app(rate_login_account="2 per hour", rate_login_address="2 per hour")
    account()
    for _ in range(5):
        assert Visitor(app).sign_in().status_code == 303


def test_many_attempts_at_once_do_not_slip_through(app, operator):
    def attempt(_number: int) -> int:
        return Visitor(app).sign_in(password="not the password").status_code

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(attempt, range(12)))
    assert answers.count(422) == 5
    assert answers.count(429) == 7


def test_the_present_password_cannot_be_guessed_in_an_open_session(visitor, operator):
    visitor.sign_in()
    new = {"new_password": "another river eight dogs", "again": "another river eight dogs"}
    answers = [
        visitor.send("/office/account/password", password="not the password", **new).status_code for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]
    assert visitor.send("/office/account/password", password=PASSWORD, **new).status_code == 429

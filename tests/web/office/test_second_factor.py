"""The code of an authenticator application: switched on, asked for, never taken twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from passlib.totp import TOTP
from sqlalchemy import text

from models import User
from tests.web.office.conftest import EMAIL, PASSWORD, Visitor

SETUP = "/office/account/second-factor"
MORNING = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as travelled:
        yield travelled


class Phone:
    """An authenticator application with the key that the page shows."""

    def __init__(self, page: str) -> None:
        self.key = page.partition('<code class="key">')[2].partition("</code>")[0]

    def code(self) -> str:
        return str(TOTP(key=self.key.replace("-", ""), format="base32").generate().token)


@pytest.fixture
def phone(clock, visitor, operator):
    """The operator's phone, set up; half a minute later, signed out."""
    visitor.sign_in()
    made = Phone(visitor.get(SETUP).text)
    answer = visitor.send(SETUP, code=made.code(), password=PASSWORD)
    assert answer.location == "/office/account/"
    clock.shift(timedelta(seconds=30))
    visitor.send("/office/logout", form="/office/account/")
    return made


def test_with_the_code_one_gets_in(visitor, phone):
    assert visitor.sign_in(next="/office/account/").location == "/office/login/code"
    assert visitor.get("/office/").status_code == 303
    assert visitor.send("/office/login/code", code=phone.code()).location == "/office/account/"
    assert visitor.get("/office/").status_code == 200


def test_a_code_with_a_space_is_the_same_code(visitor, phone):
    visitor.sign_in()
    code = phone.code()
    assert visitor.send("/office/login/code", code=f" {code[:3]} {code[3:]} ").status_code == 303


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "abcdef", "١٢٣٤٥٦", "9" * 500])
def test_a_wrong_code_does_not_let_in(visitor, phone, wrong):
    visitor.sign_in()
    answer = visitor.send("/office/login/code", code=wrong)
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text
    assert visitor.get("/office/").status_code == 303


def test_a_code_is_taken_once(visitor, visit, phone):
    code = phone.code()
    visitor.sign_in()
    assert visitor.send("/office/login/code", code=code).status_code == 303
    second = visit()
    second.sign_in()
    assert second.send("/office/login/code", code=code).status_code == 422


def test_the_code_of_the_set_up_is_used_up_as_well(clock, visitor, visit, operator):
    visitor.sign_in()
    phone = Phone(visitor.get(SETUP).text)
    visitor.send(SETUP, code=phone.code(), password=PASSWORD)
    other = visit()
    other.sign_in()
    assert other.send("/office/login/code", code=phone.code()).status_code == 422


def test_the_same_code_at_once_lets_one_in(app, phone):
    def enter(_number: int) -> int:
        visitor = Visitor(app)
        visitor.sign_in()
        return visitor.send("/office/login/code", code=phone.code()).status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(enter, range(4))) == [303, 422, 422, 422]


def test_codes_cannot_be_tried_without_end(visitor, phone):
    visitor.sign_in()
    answers = [visitor.send("/office/login/code", code="000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert visitor.send("/office/login/code", code=phone.code()).status_code == 429


def test_the_password_holds_ten_minutes_for_the_code(visitor, phone, clock):
    visitor.sign_in()
    clock.shift(timedelta(minutes=11))
    assert visitor.get("/office/login/code").location == "/office/login"


def test_the_code_alone_is_nothing(visitor, phone):
    assert visitor.get("/office/login/code").location == "/office/login"


def test_the_key_is_encrypted_in_the_database(session, phone):
    session.expire_all()
    secret = session.get_one(User, 1).tf_totp_secret
    assert secret
    assert phone.key not in secret
    assert phone.key.replace("-", "") not in secret
    assert "enckey" in secret


def test_a_key_of_another_installation_lets_nobody_in_and_breaks_nothing(visitor, phone, session, make_app):
    visitor = Visitor(make_app(secret_key="another secret of another place"))
    visitor.sign_in()
    assert visitor.send("/office/login/code", code=phone.code()).status_code == 422


def test_switching_on_needs_the_password_and_a_code_that_fits(clock, visitor, operator, session):
    visitor.sign_in()
    phone = Phone(visitor.get(SETUP).text)
    assert visitor.send(SETUP, code="000000", password=PASSWORD).status_code == 422
    assert visitor.send(SETUP, code=phone.code(), password="not the password").status_code == 422
    assert session.scalar(text("SELECT count(*) FROM users WHERE tf_totp_secret IS NOT NULL")) == 0
    assert Phone(visitor.get(SETUP).text).key == phone.key


def test_the_picture_is_our_own_and_kept_by_nobody(clock, visitor, operator):
    visitor.sign_in()
    assert visitor.get(f"{SETUP}/key.svg").status_code == 404
    page = visitor.get(SETUP)
    assert f'src="{SETUP}/key.svg"' in page.text
    picture = visitor.get(f"{SETUP}/key.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"<path" in picture.data


def test_switching_on_ends_other_sessions(clock, visitor, visit, operator):
    other = visit()
    other.sign_in()
    visitor.sign_in()
    visitor.send(SETUP, code=Phone(visitor.get(SETUP).text).code(), password=PASSWORD)
    assert visitor.get("/office/").status_code == 200
    assert other.get("/office/").status_code == 303


def test_switching_off_needs_the_password(visitor, visit, phone, written):
    visitor.sign_in()
    visitor.send("/office/login/code", code=phone.code())
    assert visitor.send(f"{SETUP}/off", form=SETUP, password="not the password").status_code == 422
    assert visitor.send(f"{SETUP}/off", form=SETUP, password=PASSWORD).status_code == 303
    assert visit().sign_in().location == "/office/"
    assert written()[-2][1] == "second factor off"


def test_a_new_one_time_password_switches_it_off(visitor, phone, runner):
    password = runner.invoke(args=["reset-password", EMAIL]).stdout.strip()
    assert visitor.sign_in(password=password).location == "/office/"
    assert visitor.get("/office/").location == "/office/account/password"

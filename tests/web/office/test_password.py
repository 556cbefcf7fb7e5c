"""One-time passwords, new passwords, and what they end."""

import pytest

from models import User
from surveys.store import accounts
from surveys.web.office import passwords
from tests.web.office.conftest import EMAIL, PASSWORD, words

NEW = "window tram green potato"
CHANGE = "/office/account/password"


@pytest.fixture
def newcomer(session):
    return accounts.create(session, EMAIL, "operator", passwords.hashed("one-time-pass-word"))


def test_nothing_opens_before_the_one_time_password_is_changed(visitor, newcomer):
    visitor.sign_in(password="one-time-pass-word")
    for address in ("/office/", "/office/account/", "/office/account/second-factor"):
        assert visitor.get(address).location == CHANGE
    answer = visitor.send(CHANGE, new_password=NEW, again=NEW)
    assert answer.location == "/office/"
    assert visitor.get("/office/").status_code == 200


def test_the_one_time_password_works_once(visitor, visit, newcomer):
    visitor.sign_in(password="one-time-pass-word")
    visitor.send(CHANGE, new_password=NEW, again=NEW)
    assert visit().sign_in(password="one-time-pass-word").status_code == 422
    assert visit().sign_in(password=NEW).location == "/office/"


def test_the_one_time_password_cannot_be_kept(visitor, newcomer):
    visitor.sign_in(password="one-time-pass-word")
    answer = visitor.send(CHANGE, new_password="one-time-pass-word", again="one-time-pass-word")
    assert answer.status_code == 422
    assert visitor.get("/office/").location == CHANGE


def test_one_may_sign_out_instead(visitor, newcomer):
    visitor.sign_in(password="one-time-pass-word")
    assert visitor.send("/office/logout", form=CHANGE).location == "/office/login"


def test_a_change_needs_the_present_password(visitor, visit, operator):
    visitor.sign_in()
    refused = visitor.send(CHANGE, password="not the password", new_password=NEW, again=NEW)
    assert refused.status_code == 422
    assert 'href="#password"' in refused.text
    assert visit().sign_in().status_code == 303


def test_a_change_ends_the_other_sessions_and_keeps_this_one(visitor, visit, operator, written):
    other = visit()
    other.sign_in()
    visitor.sign_in()
    assert visitor.send(CHANGE, password=PASSWORD, new_password=NEW, again=NEW).status_code == 303
    assert visitor.get("/office/").status_code == 200
    assert other.get("/office/").status_code == 303
    assert written()[-1] == (EMAIL, "password changed", EMAIL)


@pytest.mark.parametrize(
    "weak",
    [
        "short river",
        EMAIL,
        "anna.example.org",
        "example.org12345",
        "anna-anna-anna-anna",
        "passwordpassword",
        "Password2026!!",
        "qwertyuiop123",
        "йцукенгшщзхъ",
        "123456789012",
        "abcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "парольпароль2026",
        "Администратор1!",
        "x" * 201,
    ],
)
def test_what_is_easy_to_guess_is_refused_and_the_field_is_named(visitor, newcomer, weak):
    visitor.sign_in(password="one-time-pass-word")
    answer = visitor.send(CHANGE, new_password=weak, again=weak)
    assert answer.status_code == 422
    assert 'href="#new_password"' in answer.text
    assert 'autocomplete="new-password" value' not in answer.text
    assert visitor.get("/office/").location == CHANGE


@pytest.mark.parametrize(
    "good",
    [
        NEW,
        "окно трамвай зелёный",
        "correcthorsebatterystaple",
        "k7#fQ2!pLx9v",
        "人民服务很好的调查问卷系统吗",
        "  spaces around it  ",
    ],
)
def test_length_is_enough_in_any_alphabet(visitor, visit, newcomer, good):
    visitor.sign_in(password="one-time-pass-word")
    assert visitor.send(CHANGE, new_password=good, again=good).status_code == 303
    assert visit().sign_in(password=good).status_code == 303


def test_two_different_new_passwords_are_refused(visitor, newcomer):
    visitor.sign_in(password="one-time-pass-word")
    answer = visitor.send(CHANGE, new_password=NEW, again=NEW + "x")
    assert answer.status_code == 422
    assert 'href="#again"' in answer.text


def test_an_expired_form_changes_nothing_and_says_so(visitor, operator):
    visitor.sign_in()
    answer = visitor.client.post(CHANGE, data={"password": PASSWORD, "new_password": NEW, "again": NEW})
    assert answer.status_code == 400
    assert "слишком долго" in words(answer)


def test_passwords_are_kept_as_argon2(session, operator):
    user = session.get_one(User, operator.id)
    assert user.password.startswith("$argon2id$")
    assert PASSWORD not in user.password

"""The operator's page of people: accounts are made, changed and disabled, and the office keeps an operator."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from surveys.store import accounts
from surveys.web.office import passwords
from tests.web.office.conftest import EMAIL, PASSWORD, words

OTHER = "boris@example.org"


@pytest.fixture
def other(account):
    return account(email=OTHER, role="council")


def shown_password(answer) -> str:
    found = re.search(r'id="one-time-password">([^<]+)<', answer.text)
    assert found
    return found[1]


def again(session, email=OTHER):
    session.rollback()
    session.expire_all()
    user = accounts.by_email(session, email)
    assert user is not None
    return user


def test_an_account_is_made_and_its_password_shown_once(office, visit, written, instance):
    made = office.send("/office/users/add", email="Vera@Example.org", role="organization")
    password = shown_password(made)
    assert password not in office.get("/office/users").text
    assert (EMAIL, "user created", "vera@example.org, organization") in written()
    for file in instance.rglob("*"):
        assert not file.is_file() or password.encode() not in file.read_bytes()
    vera = visit()
    assert vera.sign_in("vera@example.org", password).status_code == 303
    assert vera.get("/office/account/").location == "/office/account/password"


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("", "council", "Введите электронную почту."),
        ("не почта", "council", "вида name@example.ru"),
        (OTHER, "council", "уже есть"),
        (OTHER.upper(), "council", "уже есть"),
        ("new@example.org", "", "Выберите роль."),
        ("new@example.org", "king", "Выберите роль."),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(office, other, session, email, role, said):
    answer = office.send("/office/users/add", email=email, role=role)
    assert answer.status_code == 422
    if role != "king":
        assert said in words(answer)
    session.rollback()
    assert len(accounts.everyone(session)) == 2


def test_the_list_shows_roles_states_and_the_last_sign_in(office, other, session, visit):
    visit().sign_in(OTHER, "wrong password here")
    said = words(office.get("/office/users"))
    assert "boris@example.org общественный совет" in said
    assert said.index("ещё не было") > said.index(OTHER)
    with time_machine.travel(datetime(2026, 3, 10, 21, 30, tzinfo=UTC), tick=False):
        visit().sign_in(OTHER)
    assert "11.03.2026, 00:30" in words(office.get("/office/users"))
    accounts.disable(session, OTHER)
    assert "отключена" in words(office.get("/office/users"))


def test_a_disabled_account_is_out_at_once_and_can_be_let_in_again(office, other, visit, written):
    boris = visit()
    boris.sign_in(OTHER)
    page = f"/office/users/{other.id}"
    assert "Все её сеансы сразу завершатся" in words(office.get(f"{page}/disable"))
    assert boris.get("/office/account/").status_code == 200
    office.send(f"{page}/disable")
    assert boris.get("/office/account/").status_code == 303
    assert boris.sign_in(OTHER).status_code == 422
    office.send(f"{page}/enable", form=page)
    assert boris.sign_in(OTHER).status_code == 303
    done = [entry for entry in written() if entry[0] == EMAIL and entry[2] == OTHER]
    assert [action for _, action, _ in done] == ["user disabled", "user enabled"]


def test_a_new_one_time_password_ends_the_old_one_and_keeps_the_second_factor(office, other, visit, session, written):
    boris = visit()
    boris.sign_in(OTHER)
    accounts.switch_second_factor_on(session, other, "a secret", 1)
    password = shown_password(office.send(f"/office/users/{other.id}/password"))
    user = again(session)
    assert user.tf_totp_secret == "a secret"
    assert user.must_change_password
    assert boris.sign_in(OTHER).status_code == 422
    assert boris.sign_in(OTHER, password).location == "/office/login/code"
    assert (EMAIL, "password reset", OTHER) in written()


def test_a_lost_telephone_is_taken_off_and_ends_the_sessions(office, other, visit, session, written):
    accounts.switch_second_factor_on(session, other, "a secret", 1)
    assert "Телефон потерян" in words(office.get(f"/office/users/{other.id}"))
    office.send(f"/office/users/{other.id}/second-factor")
    assert again(session).tf_totp_secret is None
    assert visit().sign_in(OTHER).location == "/office/results"
    assert (EMAIL, "second factor off", OTHER) in written()


def test_roles_are_changed_and_the_sessions_of_the_old_ones_end(office, other, visit, session, written):
    boris = visit()
    boris.sign_in(OTHER)
    page = f"/office/users/{other.id}"
    assert office.send(f"{page}/roles", form=page, roles=["authority", "operator"]).status_code == 303
    assert [role.name for role in again(session).roles] == ["authority", "operator"]
    assert boris.get("/office/account/").status_code == 303
    boris.sign_in(OTHER)
    assert boris.get("/office/").status_code == 200
    assert (EMAIL, "roles changed", f"{OTHER}, authority, operator") in written()


def test_an_account_has_at_least_one_role(office, other, session):
    page = f"/office/users/{other.id}"
    answer = office.send(f"{page}/roles", form=page)
    assert answer.status_code == 422
    assert "Выберите хотя бы одну роль" in words(answer)
    assert [role.name for role in again(session).roles] == ["council"]


@pytest.mark.parametrize("act", ["disable", "password", "second-factor"])
def test_nobody_shuts_himself_out(office, operator, session, act):
    page = f"/office/users/{operator.id}"
    accounts.create(session, "second@example.org", "operator", passwords.hashed(PASSWORD))
    before = (again(session, EMAIL).password, again(session, EMAIL).fs_uniquifier)
    answer = office.send(f"{page}/{act}", form=page)
    assert answer.status_code == 409
    assert "Этого нельзя сделать со своей" in words(answer)
    user = again(session, EMAIL)
    assert user.active
    assert (user.password, user.fs_uniquifier) == before


def test_nobody_demotes_himself_but_may_take_a_role_more(office, operator, session):
    page = f"/office/users/{operator.id}"
    accounts.create(session, "second@example.org", "operator", passwords.hashed(PASSWORD))
    assert office.send(f"{page}/roles", form=page, roles="council").status_code == 409
    assert accounts.is_operator(again(session, EMAIL))
    assert office.send(f"{page}/roles", form=page, roles=["council", "operator"]).status_code == 303
    assert "оператор, общественный совет" in words(office.get("/office/account/")) or "общественный совет" in words(
        office.get("/office/account/")
    )


def test_of_two_who_disable_each_other_one_stays(session, operator, account):
    """Both requests passed the guard before either was done."""
    account(email=OTHER, role="operator")
    accounts.disable(session, OTHER, actor=EMAIL)
    with pytest.raises(accounts.LastOperator):
        accounts.disable(session, EMAIL, actor=OTHER)
    with pytest.raises(accounts.LastOperator):
        accounts.change_roles(session, EMAIL, ["council"], actor=OTHER)
    assert again(session, EMAIL).active


def test_an_account_that_is_not_there_is_said(office):
    answer = office.get("/office/users/999")
    assert answer.status_code == 404
    assert "Такой учётной записи нет" in words(answer)

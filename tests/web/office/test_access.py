"""Every page of the office says whom it is open to, and is closed to everybody else."""

import pytest
from werkzeug.routing import Rule

from surveys.store.accounts import ROLES
from surveys.web.office.access import ANYONE, in_office
from tests.web.office.conftest import Visitor, words


def office_rules(app) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if in_office(rule.rule)]


def opens_to(app, rule: Rule) -> frozenset[str]:
    return getattr(app.view_functions[rule.endpoint], "open_to", frozenset())


def address(rule: Rule) -> str:
    _host, made = rule.build(dict.fromkeys(rule.arguments, 1)) or ("", "")
    return made


def method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def test_every_page_says_whom_it_is_open_to(app):
    assert len(office_rules(app)) > 5
    silent = [rule.rule for rule in office_rules(app) if not opens_to(app, rule)]
    assert not silent


def test_a_page_that_says_nothing_is_closed(make_app, account):
    app = make_app()
    app.add_url_rule("/office/forgotten", "forgotten", lambda: "open!")
    visitor = Visitor(app)
    account()
    assert visitor.get("/office/forgotten").status_code == 303
    visitor.sign_in()
    assert visitor.get("/office/forgotten").status_code == 403


def test_nobody_is_sent_to_the_login(app, client):
    for rule in office_rules(app):
        if ANYONE not in opens_to(app, rule):
            answer = client.open(address(rule), method=method(rule))
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/office/login"), rule


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_its_pages_and_no_other(app, visitor, account, role):
    account(role=role)
    visitor.sign_in()
    for rule in office_rules(app):
        allowed = opens_to(app, rule)
        answer = visitor.client.open(address(rule), method=method(rule))
        refused = answer.status_code == 403
        assert refused == (role not in allowed and ANYONE not in allowed), (role, rule, answer.status)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_to_begin_with(visitor, account, role):
    account(role=role)
    assert visitor.get(visitor.sign_in().location).status_code == 200


def test_the_menu_leads_only_where_one_may_go(visitor, account):
    account(role="council")
    visitor.sign_in()
    assert '<a href="/office/"' not in visitor.get("/office/account/").text


def test_the_wrong_role_reads_why(visitor, account):
    account(role="council")
    visitor.sign_in()
    answer = visitor.get("/office/")
    assert answer.status_code == 403
    assert "не для Вашей роли" in words(answer)


def test_no_form_is_taken_without_its_token(app, visitor, operator):
    visitor.sign_in()
    for rule in office_rules(app):
        if "POST" in (rule.methods or ()):
            assert visitor.client.post(address(rule), data={}).status_code == 400, rule

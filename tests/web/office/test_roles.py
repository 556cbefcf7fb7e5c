"""Every address of the application, opened by every role and by nobody. A new one is walked as soon as it is there."""

from datetime import date

import pytest
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, IntegerConverter

from models import Organization, Response
from surveys.store import accounts, jobs, rounds
from surveys.store.accounts import ROLES
from surveys.store.database import writing
from surveys.web.office import passwords
from surveys.web.office.access import ANYONE, in_office
from tests.web.office.conftest import PASSWORD, Visitor

PUBLIC = {
    None,
    "public",
    "questionnaire",
    "results",
    "result_charts",
    "open_data",
    "embed",
    "posters",
    "banner",
    "drawn",
    "health",
    "metrics",
}
"""Parts that are open to everybody. A part that is missing here has to be beneath /office, or to be thought about."""

NOT_ALWAYS_THERE = {
    "account.key_picture",
    "registry_import.preview",
    "result_images.one",
    "inspection_photos.image",
    "inspection_photos.delete",
    "approval.minutes",
    "documents.download",
}
"""What there is only in the middle of something, even for whoever may see it."""

Addresses = list[tuple[Rule, str, str]]


@pytest.fixture
def values(session) -> dict[str, object]:
    """Something that exists for each parameter of an address."""
    with writing(session):
        session.add(home := Organization(code="HQ23", name="Дом забот", match_key="дом забот"))
    round_id = rounds.open_round(session, title="Оценка", questionnaire="675n.1", opens_on=date(2026, 3, 1))
    other = accounts.create(session, "other@example.org", "council", passwords.hashed(PASSWORD))
    with writing(session):
        session.add(
            Response(
                id="r" * 22,
                organization_id=home.id,
                assessment_id=round_id,
                channel="link",
                day=date(2026, 3, 2),
                questionnaire="675n.1",
                answers={"q16": "Спасибо"},
                status="accepted",
            )
        )
    job_id = jobs.ask(session, kind="responses", title="Ответы", parameters={}, asked_by="other@example.org")
    jobs.finish(session, job_id, "gone.csv", 1)
    return {
        "code": "HQ23",
        "job_id": job_id,
        "assessment_id": round_id,
        "round_id": round_id,
        "user_id": other.id,
        "response": "r" * 22,
        "question": "q16",
        "kind": "shares",
        "filename": "office.css",
    }


def addresses(app, values: dict[str, object]) -> Addresses:
    """Every rule with each of its methods and an address of it."""
    found = []
    for rule in app.url_map.iter_rules():
        chosen = {name: values.get(name, _any(rule, name)) for name in rule.arguments}
        _host, made = rule.build(chosen) or ("", "")
        found += [(rule, method, made) for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"})]
    return found


def _any(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "HQ23"


def opens_to(app, rule: Rule) -> frozenset[str]:
    return getattr(app.view_functions[rule.endpoint], "open_to", frozenset())


def test_every_address_is_public_on_purpose_or_says_whom_it_is_open_to(app, values):
    rules = [rule for rule, _method, _address in addresses(app, values)]
    assert len(rules) > 30
    silent = {rule.rule for rule in rules if in_office(rule.rule) and not opens_to(app, rule)}
    stray = {
        rule.rule for rule in rules if not in_office(rule.rule) and (_part(rule) not in PUBLIC or opens_to(app, rule))
    }
    assert not silent | stray


def _part(rule: Rule) -> str | None:
    return rule.endpoint.rpartition(".")[0] or None


def test_nobody_gets_to_the_login_and_to_what_is_public(app, values):
    for rule, method, address in addresses(app, values):
        answer = Visitor(app).client.open(address, method=method, buffered=True)
        if not in_office(rule.rule):
            assert answer.status_code < 500, (rule, method)
            assert "Set-Cookie" not in answer.headers, rule
        elif ANYONE not in opens_to(app, rule):
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/office/login"), (rule, method)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_its_pages_and_no_other(app, values, account, role):
    account(role=role)
    visitor = Visitor(app)
    visitor.sign_in()
    for rule, method, address in addresses(app, values):
        answer = visitor.client.open(address, method=method, buffered=True)
        allowed = opens_to(app, rule) & {role, ANYONE}
        if not in_office(rule.rule):
            assert answer.status_code < 500, (rule, method)
        elif not allowed:
            assert answer.status_code == 403, (role, rule, method, answer.status)
        elif method == "GET":
            there = answer.status_code < 400 or (answer.status_code == 404 and rule.endpoint in NOT_ALWAYS_THERE)
            assert there, (role, rule, address, answer.status)
            to_login = (answer.location or "").startswith("/office/login")
            assert not to_login or ANYONE in allowed, (role, rule)
        else:
            assert answer.status_code == 400, (role, rule, method, answer.status)


def test_a_one_time_password_opens_nothing_but_its_change(app, values, session):
    accounts.create(session, "new@example.org", "operator", passwords.hashed(PASSWORD))
    visitor = Visitor(app)
    visitor.sign_in("new@example.org")
    for rule, _method, address in addresses(app, values):
        view = app.view_functions[rule.endpoint]
        if in_office(rule.rule) and ANYONE not in opens_to(app, rule) and not view.with_one_time_password:
            assert visitor.get(address).location == "/office/account/password" or "GET" not in rule.methods, rule

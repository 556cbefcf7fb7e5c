"""The character that no text has: nowhere stored, and refused alike on both databases."""

import re

import pytest

from tests.respondent import CONTENT, open_sheet, organization, send, sheet
from tests.web.office.conftest import Visitor, account, operator, visitor, words  # noqa: F401
from tests.web.office.registry import upload

SURROGATE = b"%ED%A0%80"
"""Half a character, as bytes that are not UTF-8."""


def token_of(visitor: Visitor, page: str = "/office/account/password") -> str:  # noqa: F811
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(page).text)
    assert found
    return found[1]


def test_a_questionnaire_with_it_comes_back_with_its_answers_and_what_hides_behind_a_rule_does_not_matter(
    session, client, app
):
    code = organization(session)
    form = open_sheet(client, code)
    back = send(client, form, CONTENT | {"q16": "Больше\0света"})
    assert back.status_code == 422
    assert sheet(back.text).fields["q15"] == "yes"
    closed = CONTENT | {"q1": "no", "q2": "\0"}
    assert send(client, form, closed | {"asked": "\0", "website": "\0"}).status_code == 422
    assert send(client, form, closed).status_code == 303


@pytest.mark.parametrize("address", ["/?q=%00", "/embed?q=a%00", "/a/%00", "/o/%00", "/results/?%00=1", "/office/%00"])
def test_an_address_with_it_is_refused(client, session, address):
    assert client.get(address).status_code == 400


def test_half_characters_are_no_characters(visitor, operator, session):  # noqa: F811
    code = organization(session)
    kind = "application/x-www-form-urlencoded"
    assert visitor.client.post(f"/a/{code}", data=b"q16=" + SURROGATE, content_type=kind).status_code == 400
    assert visitor.get(f"/?q={SURROGATE.decode()}").status_code == 200
    told = f"csrf_token={token_of(visitor, page='/office/login')}&password=x&email=".encode()
    assert visitor.client.post("/office/login", data=told + SURROGATE, content_type=kind).status_code == 422


@pytest.mark.database("sqlite")
def test_no_form_of_the_office_takes_it(app, visitor, operator):  # noqa: F811
    visitor.sign_in()
    told = {"csrf_token": token_of(visitor), "name": "\0"}
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/office") and "POST" in rule.methods]
    assert len(rules) > 30
    for rule in rules:
        address = re.sub(r"<(int:)?[^>]*>", lambda part: "1" if part[1] else "nothing", rule.rule)
        assert visitor.client.post(address, data=told).status_code == 400, address
    assert visitor.get("/office/").status_code == 200


def test_a_list_with_it_names_its_line(visitor, operator, session):  # noqa: F811
    visitor.sign_in()
    refused, _ = upload(visitor, "name;address\nДом;Улица\nЦентр;\0\n".encode())
    assert refused.status_code == 422
    assert "В строке 3 есть символ" in words(refused)
    refused, _ = upload(visitor, "name;address\nДом;Улица\n".encode(), name="a\0.csv")
    assert refused.status_code == 400

"""The first page finds an institution by name, place or form of service, also in a frame on the authority's site."""

import pytest
from bs4 import BeautifulSoup

from surveys.domain.registry import Form
from tests.respondent import organization


@pytest.fixture
def codes(session):
    home = organization(session, "Дом-интернат «Сосны»", municipality="Город Н.")
    at_home = organization(
        session, "Служба «Забота»", municipality="Посёлок Ключи", form_of_service=(Form.SEMI_STATIONARY, Form.AT_HOME)
    )
    return {"home": home, "at home": at_home}


def found(page):
    return [link["href"] for link in BeautifulSoup(page.text, "html.parser").select(".list a")]


@pytest.mark.parametrize(
    ("query", "whom"),
    [
        ("q=сосны", ["home"]),
        ("q=КЛЮЧИ", ["at home"]),
        ("form=at_home", ["at home"]),
        ("form=stationary", ["home"]),
        ("q=дом&form=stationary", ["home"]),
        ("q=сосны&form=at_home", []),
        ("form=nonsense", []),
        ("", []),
    ],
)
def test_by_name_place_or_form(client, codes, query, whom):
    assert found(client.get(f"/?{query}")) == [f"/a/{codes[one]}" for one in whom]
    assert found(client.get(f"/embed?{query}")) == [f"/a/{codes[one]}/embed" for one in whom]


def test_a_search_keeps_language_view_and_form(client, codes):
    page = BeautifulSoup(client.get("/?lang=en&view=contrast&form=at_home").text, "html.parser")
    kept = {field["name"]: field["value"] for field in page.select("form.search input[type=hidden]")}
    assert kept == {"lang": "en", "view": "contrast", "form": "at_home"}
    assert all("lang=en" in link["href"] for link in page.select(".forms a, .list a"))


def test_a_form_that_nobody_works_in_is_said(client, session):
    organization(session)
    assert "Таких организаций нет" in client.get("/?form=at_home").text


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_that_only_one_form_was_searched_is_said_with_the_way_to_all(client, codes, path):
    page = BeautifulSoup(client.get(f"{path}?q=сосны&form=at_home&view=contrast").text, "html.parser")
    assert "Искали только организации, которые обслуживают на дому." in page.get_text()
    assert "QR-код" in page.get_text()
    everywhere = page.find("a", string="Искать среди всех организаций")["href"]
    assert "view=contrast" in everywhere
    assert len(found(client.get(everywhere))) == 1


@pytest.mark.parametrize("query", ["q=сосны&form=stationary", "q=берёзы", "form=semi_stationary"])
def test_otherwise_nothing_is_said_of_the_form(client, codes, query):
    assert "Искали только" not in client.get(f"/?{query}").text

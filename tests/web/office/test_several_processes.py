"""What one process of the service has done or shown, another one knows: they share a database and no memory.

Two applications on one instance stand for two processes: whatever a process remembers hangs on its application.
"""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from tests import clock, region
from tests.respondent import a_round, open_sheet, organization, send
from tests.web.office.conftest import EMAIL, Visitor, words
from tests.web.office.registry import decide, upload

TODAY = clock.today()
LIST = "Наименование;Муниципальное образование\nДом «Сосны»;Город Н.\n"


@pytest.fixture
def other(make_app):
    """Another process on the same database."""
    return make_app()


@pytest.fixture
def elsewhere(office, other):
    """The operator's browser when its request comes to the other process."""
    visitor = Visitor(other)
    cookie = office.client.get_cookie("otklik_office", path="/office")
    visitor.client.set_cookie("otklik_office", cookie.value, path="/office")
    return visitor


def test_a_picture_whose_address_one_process_has_told_is_given_by_another(session, client, office, elsewhere):
    code = organization(session)
    a_round(session, TODAY - timedelta(days=5))
    session.rollback()
    assert send(client, open_sheet(client, code)).status_code == 303
    page = BeautifulSoup(office.get("/office/charts").text, "html.parser")
    picture = page.select_one("main img")["src"]
    there = elsewhere.client.get(picture, follow_redirects=True)
    assert there.content_type.startswith("image/")
    assert there.data == office.client.get(picture, follow_redirects=True).data


def test_who_signed_in_at_one_process_is_signed_in_at_another_and_signed_out_at_both(office, elsewhere):
    assert EMAIL in words(elsewhere.get("/office/account/"))
    assert elsewhere.send("/office/logout", form="/office/account/").status_code == 303
    assert office.get("/office/account/").status_code == 303


def test_a_decision_and_its_correction_show_in_a_process_that_has_shown_what_was_before(session, other):
    visitor = Visitor(other)
    assert "Дом 01" not in words(visitor.get("/results/"))
    round_id = region.approved(session, region.homes(6))
    session.rollback()
    first = words(visitor.get(f"/results/{round_id}"))
    assert "Дом 01" in first
    region.approve(session, round_id, date(2025, 5, 1), reason="Опечатка в протоколе")
    session.rollback()
    assert "Опечатка в протоколе" not in first
    assert "Опечатка в протоколе" in words(visitor.get(f"/results/{round_id}"))


def test_a_list_that_was_uploaded_to_one_process_is_taken_by_another(office, elsewhere):
    _preview, address = upload(office, LIST.encode())
    assert decide(elsewhere, address).status_code == 303
    assert "Дом «Сосны»" in words(office.get("/office/organizations"))

"""Results in the office: preliminary and approved, one organization's working, who may look."""

import re

import pytest

from surveys.domain.registry import Form
from tests import region
from tests.region import Home, approved, collected, homes
from tests.web.office.conftest import words


def names(page):
    """The organizations of a rating, in their order."""
    return re.findall(r"/results/[A-Z0-9]+[^>]*>([^<]+)</a> <span", page.text)


def code_of(session, name):
    return region.registered(session, [Home(name)])[name]


@pytest.fixture
def found(session):
    members = [
        Home("Ели", answers={"q15": (10, 10)}, forms=(Form.AT_HOME,)),
        Home("Сосны", forms=(Form.STATIONARY, Form.AT_HOME), recipients=100),
        Home("Липы", responses=0, municipality="Елец"),
    ]
    return collected(session, members)


def test_preliminary_figures_say_that_they_are_preliminary(office, found):
    page = office.get(f"/office/rounds/{found}/results")
    said = words(page)
    assert "предварительные Эти цифры меняются с каждой анкетой" in said
    assert names(page) == ["Сосны", "Ели", "Липы"]
    assert "Методика 317n.1 или её чек-лист не сверены" in said
    assert "У 1 организации в оценке пока нет итога" in said


def test_the_rating_is_sorted_and_filtered_by_its_address(office, found):
    address = f"/office/rounds/{found}/results"
    assert names(office.get(f"{address}?sort=name&order=down")) == ["Сосны", "Липы", "Ели"]
    assert names(office.get(f"{address}?form=at_home")) == ["Сосны", "Ели"]
    assert names(office.get(f"{address}?municipality=Елец")) == ["Липы"]
    assert names(office.get(f"{address}?q=сосн")) == ["Сосны"]
    empty = words(office.get(f"{address}?q=небывалое"))
    assert "Показать все организации" in empty


def test_approved_figures_stay_and_those_of_now_are_beside_them(office, session):
    found = approved(session, homes(3))
    first = office.get(f"/office/rounds/{found}/results")
    assert "утверждены решением № 7 от 01.04.2025" in words(first)
    region.put_marks(session, found, code_of(session, "Дом 01"), {"access_ramp": "0", "access_lift": "0"})
    assert names(office.get(f"/office/rounds/{found}/results")) == ["Дом 01", "Дом 02", "Дом 03"]
    assert names(office.get(f"/office/rounds/{found}/results?now=1"))[-1] == "Дом 01"


def test_a_page_of_one_organization_shows_the_working_of_every_figure(office, session, found):
    page = office.get(f"/office/rounds/{found}/results/{code_of(session, 'Ели')}")
    said = words(page)
    assert "100 × 10 / 20 = 50" in said
    assert "0,3 × 100 + 0,2 × 100 + 0,5 × 50 = 75" in said
    assert "(100 + 100 + 100 + 100 + 75) / 5 = 95" in said
    assert "Число получателей услуг неизвестно" in said


def test_warnings_stand_beside_the_figures(office, session):
    members = [
        Home("Мало", responses=4, recipients=100),
        Home("Доли", answers={"q7": (3, 17)}),
        Home("Пусто", mark=None),
    ]
    found = collected(session, members)
    few = words(office.get(f"/office/rounds/{found}/results/{code_of(session, 'Мало')}"))
    assert "Выборка не набрана: анкет 4 из 40." in few
    assert "Меньше пяти анкет: всем это не показывается." in few
    shares = words(office.get(f"/office/rounds/{found}/results/{code_of(session, 'Доли')}"))
    assert "Некоторые доли – от ответов менее пяти человек" in shares
    unmarked = words(office.get(f"/office/rounds/{found}/results/{code_of(session, 'Пусто')}"))
    assert "Ещё не проверено: stand_01, stand_02" in unmarked
    assert "не проверено" in unmarked


def test_what_is_not_there_is_said(office, session, found):
    assert office.get("/office/rounds/99/results").status_code == 404
    stranger = office.get(f"/office/rounds/{found}/results/ZZZZZ")
    assert stranger.status_code == 404
    assert "не участвует в оценке" in words(stranger)
    assert office.get(f"/office/rounds/{found}/results?decision=3").status_code == 404


def test_a_round_whose_methodology_is_gone_says_so(office, session):
    found = collected(session, homes(2), methodology="999.1")
    refused = office.get(f"/office/rounds/{found}/results")
    assert refused.status_code == 409
    assert "Файла с определением 999.1 больше нет" in words(refused) or "999.1" in words(refused)


@pytest.mark.parametrize(("role", "status"), [("council", 200), ("authority", 200), ("organization", 403)])
def test_council_and_authority_see_results_and_nothing_else(visitor, account, found, role, status):
    account(role=role)
    visitor.sign_in()
    assert visitor.get(f"/office/rounds/{found}/results").status_code == status
    assert visitor.get(f"/office/rounds/{found}").status_code == 403
    assert visitor.get("/office/export").status_code == 403


def test_an_empty_office_says_what_to_do_next(office):
    assert "Открыть оценку" in words(office.get("/office/results"))

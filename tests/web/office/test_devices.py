"""Shared tablets in the office: made, shown once, switched off, noted in the journal."""

import html
import re

import pytest
import zxingcpp
from playwright.sync_api import Page
from sqlalchemy import select

from models import Device
from surveys.store import devices
from tests.respondent import organization
from tests.web.office.conftest import EMAIL, words


@pytest.fixture
def code(session):
    return organization(session, "Дом-интернат «Сосны»")


@pytest.fixture
def inside(visitor, operator):
    visitor.sign_in()
    return visitor


def place(code):
    return f"/office/organizations/{code}/devices"


def made_address(response):
    return html.unescape(re.search(r'id="tablet-address">([^<]+)<', response.text)[1])


def test_a_tablet_is_made_and_its_address_is_shown_once(inside, session, code, written):
    made = inside.send(place(code), title="  Холл,\n первый этаж ")
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    address = made_address(made)
    assert re.fullmatch(rf"http://127\.0\.0\.1:8000/a/{code}/kiosk\?k=[A-Z2-7]{{24}}", address)
    key = address.partition("k=")[2]
    listed = inside.get(place(code))
    assert "Холл, первый этаж" in words(listed)
    assert key not in listed.text
    session.rollback()
    (device,) = session.scalars(select(Device))
    assert key not in str(vars(device))
    assert written()[-1] == (EMAIL, "add tablet", f"{code}: Холл, первый этаж")
    assert inside.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_picture_holds_the_address(inside, code, page: Page):
    made = inside.send(place(code), title="Холл")
    page.set_content(re.search(r"<svg xmlns.*?</svg>", made.text, re.DOTALL)[0])
    from io import BytesIO

    from PIL import Image

    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(page.locator("svg").screenshot())))
    assert found.text == made_address(made)


@pytest.mark.parametrize("title", ["", "  ", "я" * 201])
def test_a_tablet_needs_a_name(inside, session, code, title):
    refused = inside.send(place(code), title=title)
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.text
    session.rollback()
    assert session.scalars(select(Device)).all() == []


def test_a_form_sent_twice_makes_one_tablet(inside, session, code):
    inside.send(place(code), title="Холл")
    again = inside.send(place(code), title="холл")
    assert again.status_code == 422
    assert "уже есть" in words(again)
    session.rollback()
    assert len(session.scalars(select(Device)).all()) == 1


def test_a_tablet_is_switched_off_after_asking_once_more(inside, session, app, code, written):
    key = made_address(inside.send(place(code), title="Холл")).partition("k=")[2]
    engine = session.get_bind()
    (device,) = devices.of(session, 1)
    assert devices.living(engine, 1, key) == device.id
    asked = inside.get(f"{place(code)}/{device.id}/revoke")
    assert "Отключить планшет?" in words(asked)
    assert devices.living(engine, 1, key) == device.id
    assert inside.send(f"{place(code)}/{device.id}/revoke").status_code == 303
    assert devices.living(engine, 1, key) is None
    assert "отключён" in words(inside.get(place(code)))
    assert inside.send(f"{place(code)}/{device.id}/revoke").status_code == 303
    assert [action for _, action, _ in written()].count("revoke tablet") == 1
    assert inside.send(place(code), title="Холл").status_code == 200


def test_the_journal_says_it_in_words(inside, session, code):
    inside.send(place(code), title="Холл")
    (device,) = devices.of(session, 1)
    inside.send(f"{place(code)}/{device.id}/revoke")
    told = words(inside.get("/office/journal"))
    assert f"Добавлен планшет «Холл» для организации {code}." in told
    assert f"Отключён планшет «Холл» организации {code}." in told


def test_a_tablet_of_another_organization_or_none_cannot_be_switched_off_here(inside, session, code):
    other = organization(session, "Другой дом")
    inside.send(place(other), title="Холл")
    (device,) = session.scalars(select(Device)).all()
    away = inside.get(f"{place(code)}/{device.id}/revoke")
    assert (away.status_code, away.location) == (303, place(code))
    assert inside.get(f"{place('ZZZZZ')}/{device.id}/revoke").status_code == 404
    assert inside.get(place("ZZZZZ")).status_code == 404


def test_the_page_says_how_to_lock_a_tablet(inside, code):
    told = words(inside.get(place(code)))
    assert "Закрепление приложения" in told
    assert "Гид-доступ" in told
    assert "90 секунд" in told


@pytest.mark.browser
def test_the_tablets_pages_are_accessible(server, page, session):
    from tests.web.office.test_in_browser import PASSWORD, check, send

    password = server.flask("create-user", EMAIL, "--role", "operator").stdout.strip()
    code = server.flask("organizations").stdout.split("\t")[0]
    page.goto(f"{server.url}{place(code)}")
    send(page, email=EMAIL, password=password)
    send(page, new_password=PASSWORD, again=PASSWORD)
    page.goto(f"{server.url}{place(code)}")
    check(page)
    send(page, title="Холл")
    page.set_viewport_size({"width": 1280, "height": 1000})
    check(page)
    page.goto(f"{server.url}{place(code)}")
    check(page)
    page.get_by_role("link", name="Отключить").click()
    check(page)

"""People, journal and settings in a real browser: at two widths, for axe, with the keyboard's own elements."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import scrolls_sideways, signed_in, violations
from tests.conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def office(house: Server, browser: Browser) -> Iterator[Page]:
    """An operator's window."""
    page = signed_in(house, browser)
    yield page
    page.context.close()


def check(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert not violations(page), (page.url, width)
        assert not scrolls_sideways(page), (page.url, width)


def test_a_person_is_added_changed_and_disabled(house: Server, office: Page):
    office.click("nav >> text=Сотрудники")
    check(office)
    office.click("text=Добавить сотрудника")
    office.click("main button[type=submit]")
    check(office)
    office.fill("#email", "a-colleague-with-a-long-name@department.of.a.region.example.org")
    office.check("text=общественный совет")
    office.click("main button[type=submit]")
    check(office)
    assert office.inner_text("#one-time-password").count("-") == 3
    office.click("main >> text=Ко всем сотрудникам")
    office.click("main >> text=a-colleague")
    check(office)
    office.check("text=уполномоченный орган")
    office.click("text=Сохранить роли")
    assert "общественный совет" in office.inner_text("#flash-1")
    office.click("text=Отключить учётную запись")
    check(office)
    office.click("main button[type=submit]")
    check(office)
    office.click("nav >> text=Сотрудники")
    check(office)
    assert "отключена" in office.inner_text("main table")


def test_the_journal_is_filtered(house: Server, office: Page):
    for wrong in range(3):
        house.flask("create-user", f"person{wrong}@example.org", "--role", "council")
    office.click("nav >> text=Журнал")
    check(office)
    office.select_option("#what", "user created")
    office.click("main button[type=submit]")
    assert office.locator("main tbody tr").count() >= 3
    check(office)
    office.fill("#to", "2001-01-01")
    office.click("main button[type=submit]")
    check(office)


def test_the_settings_are_read(office: Page):
    office.click("main >> text=нужно исправить")
    check(office)
    office.click("summary")
    check(office)

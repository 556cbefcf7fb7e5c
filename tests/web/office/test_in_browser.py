"""The office in a real browser: everybody can use it, on a phone as on a desk, and with the keyboard alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from passlib.totp import TOTP
from playwright.sync_api import Page

from tests import clock
from tests.web.office.conftest import PASSWORD

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
EMAIL = "anna@example.org"


def check(page: Page) -> None:
    """No violation at two widths, no sideways scroll at the narrowest, nothing that our own policy refuses."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    assert page.evaluate("document.styleSheets.length") > 0


def send(page: Page, **fields: str) -> None:
    """Fill fields in and press Enter."""
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture
def first_password(server) -> str:
    made: str = server.flask("create-user", EMAIL, "--role", "operator").stdout.strip()
    return made


@pytest.fixture
def inside(server, page, first_password) -> Page:
    """An operator who has chosen a password and sees the dashboard of the trial round."""
    page.goto(f"{server.url}/office/")
    send(page, email=EMAIL, password=first_password)
    send(page, new_password=PASSWORD, again=PASSWORD)
    assert page.url == f"{server.url}/office/"
    return page


def test_from_the_one_time_password_to_the_dashboard(server, page, first_password):
    page.goto(f"{server.url}/office/account/")
    check(page)
    page.focus("#password")
    send(page)
    check(page)
    send(page, email=EMAIL, password=first_password)
    check(page)
    send(page, new_password="short", again="other")
    check(page)
    send(page, new_password=PASSWORD, again=PASSWORD)
    check(page)


def test_past_the_limit(server, page):
    page.goto(f"{server.url}/office/login")
    for _ in range(6):
        send(page, email=EMAIL, password="not the password")
    assert page.input_value("#email") == EMAIL
    check(page)


def test_the_pages_of_an_account_and_the_second_factor(server, inside: Page):
    inside.click("nav a[href='/office/account/']")
    check(inside)
    inside.goto(f"{server.url}/office/account/password")
    check(inside)
    inside.goto(f"{server.url}/office/account/second-factor")
    check(inside)
    assert inside.evaluate("document.querySelector('main img').naturalWidth") > 0
    key = inside.inner_text("code.key").replace("-", "")
    send(inside, code=TOTP(key=key, format="base32").generate().token, password=PASSWORD)
    check(inside)
    inside.goto(f"{server.url}/office/account/second-factor")
    check(inside)
    with inside.expect_navigation():
        inside.click("header button")
    send(inside, email=EMAIL, password=PASSWORD)
    check(inside)
    send(inside, code="000000")
    check(inside)


def test_the_dashboard_with_rounds_and_without(server, inside: Page):
    tomorrow = (clock.today() + timedelta(days=2)).isoformat()
    check(inside)
    server.flask("close-assessment", "1")
    inside.reload()
    check(inside)
    server.flask("open-assessment", "--title", "Независимая оценка " * 9, "--opens", tomorrow)
    inside.reload()
    check(inside)


def test_by_the_keyboard_alone(server, page, first_password):
    page.goto(f"{server.url}/office/login")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    press_until(page, lambda: page.evaluate("document.activeElement.id") == "email")
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(first_password)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert page.url == f"{server.url}/office/account/password"


def press_until(page: Page, reached: Callable[[], bool]) -> None:
    for _ in range(5):
        page.keyboard.press("Tab")
        if reached():
            return
    raise AssertionError("the keyboard does not get there")

"""A server with one organization for all browser tests, and what they do with a page."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import Server, start_server, stop_server

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLENTY = {"RATE_SOFT": "10000 per hour", "RATE_HARD": "10000 per hour", "RATE_GLOBAL": "10000 per minute"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Server]:
    """The service with room for many submits from one address."""
    folder = tmp_path_factory.mktemp("house") / "instance"
    folder.mkdir()
    shutil.copy(migrated, folder / "otklik.sqlite")
    server = start_server(folder, MIN_FILL_SECONDS="0", PROOF_COST="100", **PLENTY)
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def code(house: Server) -> str:
    """The code of the organization that the first start has made."""
    return house.flask("organizations").stdout.split("\t")[0]


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A fresh window with JavaScript off."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, as lines."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']]}" for v in found]


def scrolls_sideways(page: Page) -> bool:
    """Whether something is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def answer_everything(page: Page, value: str = "yes") -> None:
    """Tick one answer of each question that is shown, by its label as a person does."""
    for number in range(1, 16):
        radio = page.locator(f"input[name=q{number}][value={value}]")
        if radio.is_visible():
            radio.check()


def send(page: Page) -> None:
    """Press the form's first button."""
    page.locator("form button[type=submit]").first.click()

"""Servers, sites and windows for the browser tests, and what they do with a page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import engines
from tests.browser.embedding import AUTHORITY, registry
from tests.browser.hosts import Sites, other_sites
from tests.conftest import Server, run_flask, start_server, stop_server
from tests.databases import Databases

EMAIL, PASSWORD = "anna@example.org", "lamp river seven cats"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLENTY = {"RATE_SOFT": "10000 per hour", "RATE_HARD": "10000 per hour", "RATE_GLOBAL": "10000 per minute"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Server]:
    """The service with room for many submits from one address."""
    folder = databases.instance(tmp_path_factory.mktemp("house") / "instance")
    server = start_server(folder, MIN_FILL_SECONDS="0", PROOF_COST="100", **PLENTY)
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def code(house: Server) -> str:
    """The code of the organization that the first start has made."""
    return house.flask("organizations").stdout.split("\t")[0]


@pytest.fixture(scope="module")
def host() -> Iterator[Sites]:
    """Other people's sites."""
    with other_sites() as sites:
        yield sites


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, databases: Databases, host: Sites) -> Iterator[Server]:
    """The service with institutions that have sites, and an authority with one."""
    folder = databases.instance(tmp_path_factory.mktemp("service") / "instance")
    listed = folder.parent / "registry.csv"
    listed.write_text(registry(host))
    done = run_flask(folder, "import-organizations", str(listed))
    assert done.returncode == 0, done.stderr
    server = start_server(folder, MIN_FILL_SECONDS="0", EMBED_SITES=host.origin(AUTHORITY), **PLENTY)
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def codes(service: Server) -> dict[str, str]:
    """The codes of the institutions, by their short names."""
    lines = service.flask("organizations").stdout.splitlines()
    return {name.strip("«»"): code for code, name in (line.split("\t") for line in lines)}


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Window]:
    """A window of each of the three engines in turn."""
    if request.param == "chromium":
        opened = engines.chromium(request.getfixturevalue("browser"))
    elif request.param == "firefox":
        opened = engines.firefox(tmp_path_factory.mktemp("firefox"))
    else:
        opened = engines.webkit()
    with opened as window:
        yield window


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


def signed_in(house: Server, browser: Browser) -> Page:
    """An operator's window with the office's first page."""
    house.flask("create-user", EMAIL, "--role", "operator")
    one_time_password = house.flask("reset-password", EMAIL).stdout.strip()
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ru-RU").new_page()
    page.goto(f"{house.url}/office/")
    page.fill("#email", EMAIL)
    page.fill("#password", one_time_password)
    page.keyboard.press("Enter")
    page.fill("#new_password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")
    return page

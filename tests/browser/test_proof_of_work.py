"""Past a limit a device proves its work by itself; where it cannot, a moment's wait replaces it."""

import pytest

from tests.browser.conftest import answer_everything, send
from tests.conftest import start_server, stop_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def strict(tmp_path_factory, databases):
    folder = databases.instance(tmp_path_factory.mktemp("strict") / "instance")
    server = start_server(folder, MIN_FILL_SECONDS="3600", WAIT_SECONDS="3", PROOF_COST="200")
    yield server
    stop_server(server)


@pytest.fixture(scope="module")
def code(strict):
    return strict.flask("organizations").stdout.split("\t")[0]


def test_the_widget_is_loaded_only_where_it_is_asked_for(page, strict, code):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{strict.url}/a/{code}")
    assert not [address for address in asked if "altcha" in address]


def test_the_widget_solves_its_challenge_and_the_response_is_stored(page, strict, code):
    failures = []
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.goto(f"{strict.url}/a/{code}")
    answer_everything(page)
    send(page)
    page.wait_for_selector("altcha-widget", state="attached")
    page.wait_for_selector('[name=altcha][value]:not([value=""])', state="attached")
    send(page)
    page.wait_for_selector("#thanks")
    assert [text for text in failures if "422" not in text] == []


def test_without_javascript_a_short_wait_is_enough(plain_page, strict, code):
    plain_page.goto(f"{strict.url}/a/{code}")
    for number in range(1, 16):
        plain_page.check(f"input[name=q{number}][value=yes]")
    send(plain_page)
    assert plain_page.locator("#error-summary").is_visible()
    send(plain_page)
    assert plain_page.locator("#error-summary").is_visible()
    plain_page.wait_for_timeout(3100)
    send(plain_page)
    assert plain_page.locator("#thanks").is_visible()

"""Every public page and state, and the office's first pages: no violation that axe knows, on a phone and a desk."""

import re

import pytest

from tests.browser.conftest import PLENTY, scrolls_sideways, send, violations
from tests.conftest import start_server, stop_server

pytestmark = pytest.mark.browser

SIZES = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture(params=SIZES, ids=list(SIZES))
def window(request, page):
    width, height = SIZES[request.param]
    page.set_viewport_size({"width": width, "height": height})
    return page


@pytest.fixture(params=["", "?view=contrast", "?lang=en"], ids=["ordinary", "contrast", "english"])
def view(request):
    return request.param


PATHS = [
    ("start", "/"),
    ("found", "/?q=пробный"),
    ("nothing found", "/?q=небывалый"),
    ("privacy", "/privacy"),
    ("accessibility", "/accessibility"),
    ("results", "/results/"),
    ("one round", "/results/1"),
    ("an organization", "/o/{code}"),
    ("the questionnaire", "/a/{code}"),
    ("thanks", "/a/{code}/thanks"),
    ("an unknown code", "/a/ZZZZZ"),
    ("an unknown page", "/nowhere"),
]


@pytest.mark.parametrize("path", [path for _, path in PATHS], ids=[name for name, _ in PATHS])
def test_a_public_page_has_no_violation_and_fits_the_narrowest_screen(window, house, code, path, view):
    address = path.format(code=code)
    window.goto(house.url + (address.replace("?", f"{view}&") if view and "?" in address else address + view))
    assert violations(window) == []
    window.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(window)


def test_a_form_with_errors_has_no_violation(window, house, code, view):
    window.goto(f"{house.url}/a/{code}{view}")
    window.fill("#q18", "сто")
    send(window)
    window.wait_for_selector("#error-summary")
    assert violations(window) == []
    window.fill("#q18", "70")
    send(window)
    window.wait_for_selector("#error-summary")
    assert violations(window) == []
    window.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(window)


@pytest.fixture(scope="module")
def strict(house, tmp_path_factory):
    """The same data behind limits that are reached at once."""
    limits = PLENTY | {"RATE_SOFT": "1 per day", "RATE_HARD": "4 per day", "WAIT_SECONDS": "2", "PROOF_COST": "100"}
    server = start_server(house.instance, MIN_FILL_SECONDS="3600", **limits)
    yield server
    stop_server(server)


def test_the_states_of_the_limits_have_no_violation(window, strict, code, view):
    for state in ("altcha-widget", "#error-summary"):
        window.goto(f"{strict.url}/a/{code}{view}")
        window.check("input[name=q1][value=no]")
        for _ in range(6):
            send(window)
            window.wait_for_selector("#error-summary")
            if window.locator(state).count() and (state != "#error-summary" or "Слишком" in window.title()):
                break
        assert violations(window) == []
    window.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(window)


def test_the_offices_login_and_dashboard_have_no_violation(window, house):
    window.goto(f"{house.url}/office/")
    assert re.search(r"/office/login", window.url)
    assert violations(window) == []
    window.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(window)

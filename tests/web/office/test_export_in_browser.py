"""An export in a real browser: the page follows the worker by itself until the file is there."""

import pytest

from tests.web.office.test_in_browser import check, first_password, inside  # noqa: F401  (fixtures)

pytestmark = pytest.mark.browser


def test_from_the_form_to_the_download(server, inside):  # noqa: F811
    inside.goto(f"{server.url}/office/jobs")
    check(inside)
    inside.goto(f"{server.url}/office/export?since=x")
    check(inside)
    code = server.flask("organizations").stdout.split("\t")[0]
    inside.goto(f"{server.url}/a/{code}")
    for number in range(1, 16):
        if (radio := inside.locator(f"input[name=q{number}][value=yes]")).is_visible():
            radio.check()
    inside.locator("form button[type=submit]").first.click()
    inside.wait_for_selector("#thanks")
    inside.goto(f"{server.url}/office/export")
    check(inside)
    inside.get_by_role("button", name="Подготовить файл").click()
    inside.wait_for_selector("a[download]", timeout=60_000)
    check(inside)
    with inside.expect_download() as taken:
        inside.click("a[download]")
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert taken.value.path().stat().st_size > 5000
    inside.goto(f"{server.url}/office/jobs")
    check(inside)

"""The first page and the charts with responses in them: axe, narrow windows, pictures that are really drawn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import answer_everything, scrolls_sideways, send, signed_in, violations
from tests.conftest import Server


@pytest.fixture(scope="module")
def inside(house: Server, browser: Browser, code: str) -> Iterator[Page]:
    """An operator's window; somebody has answered the questionnaire."""
    respondent = browser.new_page()
    respondent.goto(f"{house.url}/a/{code}")
    answer_everything(respondent)
    send(respondent)
    respondent.wait_for_selector("#thanks")
    respondent.close()
    page = signed_in(house, browser)
    yield page
    page.context.close()


@pytest.mark.parametrize("path", ["/office/", "/office/charts", "/office/charts?a=all&b=form:at_home"])
def test_pages_with_charts_are_for_everybody(inside, house, path):
    inside.goto(house.url + path)
    for width in (360, 1280):
        inside.set_viewport_size({"width": width, "height": 800})
        assert violations(inside) == []
        assert not scrolls_sideways(inside)


@pytest.mark.parametrize("path", ["/office/", "/office/charts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_chart_is_a_picture_of_the_size_that_was_kept_for_it(inside, house, path, width):
    inside.set_viewport_size({"width": width, "height": 800})
    inside.goto(house.url + path, wait_until="load")
    sizes = inside.eval_on_selector_all(
        "img.chart__image", "all => all.map(one => [one.complete, one.naturalWidth, one.naturalHeight, one.width])"
    )
    assert sizes
    for complete, natural_width, natural_height, shown_width in sizes:
        assert complete
        assert natural_width > 200
        assert natural_height > 20
        assert 200 < shown_width <= width

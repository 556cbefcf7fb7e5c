"""The pages of rounds in a real browser: opened by the keyboard, readable by everybody, posters to the last file."""

import pytest

from tests.browser.conftest import scrolls_sideways, signed_in, violations

pytestmark = pytest.mark.browser

ROUNDS = "/office/rounds"


@pytest.fixture(scope="module")
def inside(house, browser):
    """An operator's window, signed in; the round that the first start has made is closed."""
    for line in house.flask("assessments").stdout.splitlines():
        house.flask("close-assessment", line.split("\t")[0])
    page = signed_in(house, browser)
    yield page
    page.context.close()


def check(page):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_round_from_the_opening_to_its_end(inside, house):
    inside.goto(house.url + ROUNDS)
    check(inside)
    inside.click("text=Открыть оценку")
    inside.focus("#title")
    inside.keyboard.press("Enter")
    inside.wait_for_selector("#error-summary")
    assert inside.title().startswith("Ошибка")
    check(inside)
    inside.fill("#title", "Независимая оценка условий оказания услуг организациями социального обслуживания 2026 года")
    inside.keyboard.press("Enter")
    inside.wait_for_selector("text=Оценка открыта")
    check(inside)
    inside.check("input[value=cards]")
    inside.click("text=Подготовить архив")
    inside.wait_for_url("**/office/jobs/*")
    inside.wait_for_selector("text=Скачать файл", timeout=60_000)
    assert "В архиве 1 файл PDF" in inside.inner_text("main")
    check(inside)
    with inside.expect_download() as taken:
        inside.click("text=Скачать файл")
    assert taken.value.suggested_filename.startswith("Карточки, Независимая оценка")
    inside.goto(house.url + ROUNDS)
    check(inside)
    inside.click("tbody a >> nth=0")
    for button, heading in (("Изменить", "Изменить оценку"), ("Закрыть оценку", "Закрыть оценку?")):
        inside.click(f"main a.govuk-button:text-is('{button}')")
        assert inside.inner_text("h1") == heading
        check(inside)
        inside.click(".govuk-back-link")
    inside.click("main a.govuk-button:text-is('Закрыть оценку')")
    inside.click("main button[type=submit]")
    inside.wait_for_selector("text=Оценка закрыта")
    check(inside)
    inside.goto(f"{house.url}{ROUNDS}/0")
    check(inside)

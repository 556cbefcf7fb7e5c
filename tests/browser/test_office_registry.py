"""The registry's pages in a real browser: readable by everybody on a phone and a desk, snippets copied and seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import scrolls_sideways, signed_in, violations

pytestmark = pytest.mark.browser

LIST = "/office/organizations"
NAME = "Государственное бюджетное учреждение «Комплексный центр социального обслуживания Приозёрного района»"
LINES = f"""Наименование;Форма обслуживания;Муниципальное образование;Сайт;ИНН
{NAME};на дому, стационарная;Приозёрный район;centre.example.ru;
Дом «Ели»;стационарная;Город Н.;;
Плохой дом;летающая;Город Н.;127.0.0.1;12
"""


@pytest.fixture(scope="module")
def inside(house, browser):
    """An operator's window, signed in."""
    page = signed_in(house, browser)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield page
    page.context.close()


def check(page):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture(scope="module")
def taken(inside, house, tmp_path_factory):
    """The registry after an import by hand, whose pages were looked at on the way; the organization's page."""
    listed = tmp_path_factory.mktemp("lists") / "организации.csv"
    listed.write_text(LINES, encoding="cp1251")
    inside.goto(house.url + LIST)
    inside.click("text=Загрузить список")
    check(inside)
    inside.set_input_files("#file", listed)
    inside.click("text=Прочитать список")
    inside.wait_for_selector("text=Что изменит список")
    assert "Строка 4, столбец «Сайт»" in inside.inner_text("main")
    check(inside)
    inside.click("text=Принять только верные строки")
    inside.wait_for_url(f"**{LIST}")
    assert "Добавлено: 2" in inside.inner_text("main")
    check(inside)
    inside.click(f"text={NAME}")
    return inside.url


def test_the_list_is_sorted_and_filtered_by_the_keyboard(inside, house, taken):
    inside.goto(house.url + LIST)
    inside.focus("thead a >> nth=1")
    inside.keyboard.press("Enter")
    inside.wait_for_url("**sort=municipality**")
    assert inside.get_attribute("thead th:nth-child(2)", "aria-sort") == "ascending"
    inside.fill("#q", "нигде такого нет")
    inside.keyboard.press("Enter")
    inside.wait_for_selector("text=Таких организаций нет")
    check(inside)


def test_an_organizations_pages(inside, house, taken):
    for path in ("", "/edit", "/suggestions"):
        inside.goto(taken + path)
        check(inside)
    inside.goto(f"{taken}/edit")
    inside.fill("#site", "127.0.0.1")
    inside.click("main button[type=submit]")
    assert inside.title().startswith("Ошибка")
    check(inside)
    inside.goto(f"{house.url}{LIST}/new")
    check(inside)
    inside.goto(f"{house.url}{LIST}/ZZZZZ")
    check(inside)


def test_snippets_are_copied_and_seen(inside, taken):
    inside.goto(f"{taken}/site")
    said = []
    inside.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    check(inside)
    inside.click("[data-copy=frame]")
    expect(inside.locator("[data-copy=frame] ~ [role=status]")).to_have_text("Скопировано")
    copied = inside.evaluate("navigator.clipboard.readText()")
    assert copied == inside.input_value("#frame")
    assert copied.startswith("<iframe src=")
    for number in (0, 1):
        inside.click(f".snippet summary >> nth={number}")
    for frame in ("#script-preview iframe", ".preview:not(#script-preview) iframe"):
        expect(inside.frame_locator(frame).locator("h1")).to_be_visible()
        assert NAME in inside.frame_locator(frame).locator(".about").inner_text()
    assert inside.evaluate("document.querySelector('p.preview img').naturalWidth") == 600
    check(inside)
    assert said == []


def test_without_a_script_the_snippets_can_be_selected(inside, house, taken, browser):
    context = browser.new_context(java_script_enabled=False, storage_state=inside.context.storage_state())
    page = context.new_page()
    page.goto(f"{taken}/site")
    assert page.locator("[data-copy]:visible").count() == 0
    assert page.locator("textarea[readonly]:visible").count() == 3
    context.close()


def test_a_suggestion_is_redacted_by_selecting_words(inside, house, taken, page):
    code = taken.rpartition("/")[2]
    page.goto(f"{house.url}/a/{code}")
    page.check("input[name=q1][value=yes]")
    page.fill("#q16", "Медсестра Иванова очень добрая.")
    for _ in range(2):
        page.click("form button[type=submit] >> nth=0")
    page.wait_for_selector("#thanks")
    inside.goto(f"{taken}/suggestions?in=0")
    assert "Иванова" in inside.inner_text(".texts")
    check(inside)
    inside.click(".texts a")
    check(inside)
    inside.evaluate("document.querySelector('#left').setSelectionRange(10, 17)")
    inside.click("[data-take-out]")
    assert re.search(r"Медсестра \[удалено: персональные данные\] очень", inside.input_value("#left"))
    inside.click("main button[type=submit] >> nth=0")
    assert "Медсестра [удалено: персональные данные] очень добрая." in inside.inner_text(".texts")
    check(inside)


def test_a_file_that_is_too_large_is_refused_on_a_page(inside, house, tmp_path):
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (24 * 2**20))
    inside.goto(f"{house.url}{LIST}/import")
    inside.set_input_files("#file", large)
    inside.click("text=Прочитать список")
    inside.wait_for_selector("text=Файл слишком большой")
    check(inside)

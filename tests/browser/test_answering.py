"""The way of an answer in a real browser."""

import csv
import io

import pytest

from tests.browser.conftest import answer_everything, send

pytestmark = pytest.mark.browser


@pytest.fixture
def collected(house, tmp_path):
    """The responses of the round, read out by the operator's export."""

    def read():
        target = tmp_path / "responses.csv"
        done = house.flask("export", "responses", "--assessment", "1", "--output", str(target))
        assert done.returncode == 0, done.stderr
        return list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig")), delimiter=";"))

    return read


def test_a_recipient_answers_on_a_phone_and_the_operator_exports_it(page, house, code, collected):
    before = len(collected())
    page.goto(f"{house.url}/a/{code}?s=qr")
    answer_everything(page)
    page.fill("#q16", "Больше скамеек во дворе")
    page.check("input[name=q17][value=female]")
    page.fill("#q18", "78")
    send(page)
    assert page.locator("#thanks").is_visible()
    rows = collected()
    assert len(rows) == before + 1
    (row,) = [row for row in rows if row["q16"] == "Больше скамеек во дворе"]
    assert [row[f"q{n}"] for n in range(1, 16)] == ["yes"] * 15
    assert (row["channel"], row["q17"], row["q18"]) == ("qr", "female", "78")


def test_without_javascript_everything_stands_there_and_is_sent(plain_page, house, code, collected):
    page = plain_page
    before = len(collected())
    page.goto(f"{house.url}/a/{code}")
    assert page.locator("input[name=q2]").first.is_visible()
    assert "Ответьте" in page.locator("fieldset:has(input[name=q2])").inner_text()
    for number in range(1, 16):
        page.check(f"input[name=q{number}][value=no]")
    send(page)
    assert page.locator("#thanks").is_visible()
    rows = collected()
    assert len(rows) == before + 1
    assert any((row["q1"], row["q2"], row["q8"], row["q15"]) == ("no", "", "", "no") for row in rows)


def test_a_question_appears_when_it_applies_and_what_was_ticked_comes_back(page, house, code):
    page.goto(f"{house.url}/a/{code}")
    second = page.locator("fieldset:has(input[name=q2])")
    assert not second.is_visible()
    page.check("input[name=q1][value=yes]")
    assert second.is_visible()
    page.check("input[name=q2][value=no]")
    page.check("input[name=q1][value=no]")
    assert not second.is_visible()
    page.check("input[name=q1][value=yes]")
    assert page.locator("input[name=q2][value=no]").is_checked()


@pytest.mark.parametrize("window", ["page", "plain_page"])
def test_what_was_left_out_is_listed_with_links_and_can_then_be_left_out(request, window, house, code):
    page = request.getfixturevalue(window)
    page.goto(f"{house.url}/a/{code}")
    page.check("input[name=q1][value=no]")
    send(page)
    summary = page.locator("#error-summary")
    assert summary.is_visible()
    assert page.title().startswith("Ошибка")
    assert page.locator("input[name=q1][value=no]").is_checked()
    link = summary.locator("a[href='#q5']")
    link.click()
    assert page.evaluate("document.activeElement.id") == "q5" or window == "plain_page"
    send(page)
    assert page.locator("#thanks").is_visible()


def test_the_error_summary_has_the_focus(page, house, code):
    page.goto(f"{house.url}/a/{code}")
    send(page)
    assert page.evaluate("document.activeElement.closest('#error-summary') !== null")


def test_the_keyboard_alone_is_enough_from_start_to_thanks(page, house, code):
    page.goto(f"{house.url}/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("пробный")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    for _ in range(40):
        page.keyboard.press("Tab")
        if (page.evaluate("document.activeElement.getAttribute('href')") or "").startswith("/a/"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/a/{code}")
    for _ in range(80):
        page.keyboard.press("Tab")
        name, kind = page.evaluate("[document.activeElement.name, document.activeElement.type]")
        if kind == "radio":
            page.keyboard.press("Space")
        if kind == "submit":
            page.keyboard.press("Enter")
            break
        assert name != "website"
    page.wait_for_selector("#thanks")


def test_a_double_click_stores_once(page, house, code, collected):
    before = len(collected())
    page.goto(f"{house.url}/a/{code}")
    answer_everything(page)
    page.locator("form button[type=submit]").first.dblclick()
    page.wait_for_selector("#thanks")
    assert len(collected()) == before + 1


def test_going_back_after_the_thanks_never_thanks_for_other_answers_unstored(page, house, code, collected):
    before = len(collected())
    page.goto(f"{house.url}/a/{code}")
    answer_everything(page)
    send(page)
    page.wait_for_selector("#thanks")
    page.go_back()
    page.wait_for_selector("form#questionnaire")
    answer_everything(page, "no")
    send(page)
    page.wait_for_selector("#thanks, #error-summary")
    stored = len(collected()) - before
    assert stored == (2 if page.locator("#thanks").count() else 1)


def test_a_page_restored_from_the_back_forward_cache_has_a_fresh_ticket(page, house, code):
    page.goto(f"{house.url}/a/{code}")
    ticket = page.input_value("input[name=ticket]")
    page.fill("#q16", "Начало мысли")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_function("t => document.querySelector('input[name=ticket]').value !== t", arg=ticket)
    assert page.input_value("#q16") == "Начало мысли"
    answer_everything(page)
    send(page)
    page.wait_for_selector("#thanks")


def test_switching_the_language_keeps_the_answers(page, house, code):
    page.goto(f"{house.url}/a/{code}")
    page.check("input[name=q1][value=yes]")
    page.fill("#q16", "Мысль")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en*")
    assert page.locator("input[name=q1][value=yes]").is_checked()
    assert page.input_value("#q16") == "Мысль"
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Large type").click()
    page.wait_for_url("**view=contrast*")
    assert page.input_value("#q16") == "Мысль"
    answer_everything(page)
    send(page)
    page.wait_for_selector("#thanks")
    assert "lang=en" in page.url
    assert "view=contrast" in page.url


def test_nobody_else_is_asked_and_no_cookie_is_set(page, house, code):
    hosts, cookies = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{house.url}/a/{code}")
    answer_everything(page)
    send(page)
    page.wait_for_selector("#thanks")
    cookies = page.context.cookies()
    assert hosts == {house.url.removeprefix("http://")}
    assert cookies == []
    assert page.evaluate("localStorage.length") == 0

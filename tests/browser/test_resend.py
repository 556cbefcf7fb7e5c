"""Answers that could not be stored or sent stay in the page, which sends them again by itself, once."""

import sqlite3
from contextlib import closing, contextmanager

import pytest

from tests.browser.conftest import answer_everything, scrolls_sideways, send, violations

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

IDEA = "Больше света в коридоре"
SIZES = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture
def taken(house):
    """How often the idea was stored."""

    def read():
        with closing(sqlite3.connect(house.instance / "otklik.sqlite")) as own:
            return own.execute(
                "SELECT count(*) FROM responses WHERE json_extract(answers, '$.q16') = ?", (IDEA,)
            ).fetchone()[0]

    return read


@pytest.fixture
def window(page, taken):
    """A window whose clock can be set forward; it knows how often the idea was stored before."""
    page.clock.install()
    page.set_default_timeout(8_000)
    page.before = taken()
    return page


@contextmanager
def away(house, *, locked=False):
    """A database that takes no response: another program holds it, or has moved a table aside, which is told faster."""
    other = sqlite3.connect(house.instance / "otklik.sqlite", isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE" if locked else "ALTER TABLE responses RENAME TO moved")
    try:
        yield
    finally:
        other.execute("ROLLBACK" if locked else "ALTER TABLE moved RENAME TO responses")
        other.close()


def fill(page, address):
    page.goto(address)
    answer_everything(page)
    page.fill("#q16", IDEA)


def after_a_while(page):
    """The wait is over."""
    page.clock.run_for(int(page.locator("#unsent b").inner_text()) * 1000 + 500)


def status(page):
    return page.locator("#unsent [role=status]")


@pytest.mark.parametrize(("suffix", "locked"), [("", True), ("/embed", False)])
def test_answers_that_met_a_locked_database_are_stored_later_by_themselves(window, house, code, taken, suffix, locked):
    fill(window, f"{house.url}/a/{code}{suffix}")
    with away(house, locked=locked):
        send(window)
        window.wait_for_selector("#error-summary")
        assert status(window).inner_text().replace("\xa0", " ").startswith("Мы сами отправим Ваши ответы ещё раз.")
        assert window.input_value("#q16") == IDEA
        assert 30 <= int(window.locator("#unsent b").inner_text()) <= 45
        window.clock.run_for(29_000)
        assert window.locator("#error-summary").is_visible()
    after_a_while(window)
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


def test_it_is_tried_by_itself_once_and_then_left_to_the_person(window, house, code, taken):
    posts = []
    window.on("request", lambda request: posts.append(request.method) if request.method == "POST" else None)
    fill(window, f"{house.url}/a/{code}")
    with away(house):
        send(window)
        window.wait_for_selector("#unsent[data-again]")
        after_a_while(window)
        window.get_by_text("Повторная отправка не помогла").wait_for()
        assert status(window).inner_text() == ""
        window.clock.run_for(600_000)
        assert window.input_value("#q16") == IDEA
    assert len(posts) == 2
    send(window)
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


def test_whoever_does_not_want_to_wait_sends_now_or_later(window, house, code, taken):
    fill(window, f"{house.url}/a/{code}")
    with away(house):
        send(window)
        stop = window.get_by_role("button", name="Не отправлять автоматически")
        stop.click()
        assert not stop.is_visible()
        assert "когда будете готовы" in status(window).inner_text().replace("\xa0", " ")
        assert window.evaluate("document.activeElement.id") == "unsent"
        window.clock.run_for(600_000)
        send(window)
        window.wait_for_selector("#unsent[data-again] [data-now]:visible")
    window.get_by_role("button", name="Отправить сейчас").click()
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


def test_an_answer_that_is_changed_meanwhile_is_not_sent_half_written(window, house, code):
    fill(window, f"{house.url}/a/{code}")
    with away(house):
        send(window)
        window.wait_for_selector("#unsent[data-again]")
        window.locator("#q16").press_sequentially("!")
    after_a_while(window)
    assert not window.locator("#thanks").count()
    assert "когда будете готовы" in status(window).inner_text().replace("\xa0", " ")


@pytest.mark.parametrize("how", ["no network", "no server"])
def test_a_connection_that_is_gone_loses_nothing_and_sends_when_it_is_back(window, house, code, taken, how):
    fill(window, f"{house.url}/a/{code}")
    if how == "no network":
        window.context.set_offline(True)
    else:
        window.route("**/a/**", lambda route: route.abort("connectionrefused"))
        window.clock.run_for(60_000)  # it is long ago that the service has answered
    send(window)
    status(window).get_by_text("Сейчас нет связи").wait_for()
    assert window.evaluate("document.activeElement.type") == "submit"
    assert window.input_value("#q16") == IDEA
    assert violations(window) == []
    window.context.set_offline(False)
    window.unroute_all()
    after_a_while(window)
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


def test_a_connection_that_stays_away_is_tried_once_and_then_left_to_the_person(window, house, code, taken):
    fill(window, f"{house.url}/a/{code}")
    window.clock.run_for(60_000)
    window.route("**/a/**", lambda route: route.abort("connectionrefused"))
    send(window)
    status(window).get_by_text("Сейчас нет связи").wait_for()
    after_a_while(window)
    status(window).get_by_text("снова не удалось").wait_for()
    window.unroute_all()
    window.clock.run_for(600_000)
    assert window.locator("#questionnaire").count() == 1
    send(window)
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


@pytest.fixture
def questions(window):
    """The questions whether the service is there, which wait until they are let through."""
    asked = []

    def hold(route):
        if route.request.method == "HEAD":
            asked.append(route)
        else:
            route.continue_()

    window.route("**/a/**", hold)
    return asked


def ask(window):
    """The answers are pressed to go out long after the service has answered."""
    window.clock.run_for(60_000)
    with window.expect_request(lambda request: request.method == "HEAD"):
        send(window)
    window.clock.run_for(6_000)
    assert "отправляются" in status(window).inner_text()


def test_a_slow_connection_is_a_connection(window, house, code, taken, questions):
    fill(window, f"{house.url}/a/{code}")
    ask(window)
    send(window)
    window.clock.run_for(6_000)
    (question,) = questions
    question.continue_()
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


@pytest.mark.parametrize("repeated", [False, True])
def test_where_nothing_is_heard_in_time_whoever_presses_again_sends(window, house, code, taken, questions, repeated):
    fill(window, f"{house.url}/a/{code}")
    ask(window)
    window.clock.run_for(14_500)
    status(window).get_by_text("Сейчас нет связи").wait_for()
    if repeated:
        with window.expect_request(lambda request: request.method == "HEAD"):
            after_a_while(window)
        window.clock.run_for(20_500)
        status(window).get_by_text("снова не удалось").wait_for()
    assert window.input_value("#q16") == IDEA
    send(window)
    window.wait_for_selector("#thanks")
    assert len(questions) == 1 + repeated
    assert taken() == window.before + 1


def test_answers_are_kept_in_the_page_alone(window, house, code):
    fill(window, f"{house.url}/a/{code}")
    with away(house):
        send(window)
        window.wait_for_selector("#unsent[data-again]")
        kept = window.evaluate("[JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})]")
        assert not [said for said in (IDEA, "yes") if said in "".join(kept)]
        assert window.evaluate("indexedDB.databases()") == []


def test_without_javascript_it_is_said_what_to_do_and_nothing_is_promised(plain_page, house, code):
    plain_page.goto(f"{house.url}/a/{code}")
    for number in range(1, 16):
        plain_page.check(f"input[name=q{number}][value=yes]")
    with away(house):
        send(plain_page)
        assert plain_page.locator("#error-summary").is_visible()
        said = plain_page.locator("#unsent").inner_text().replace("\xa0", " ")
        assert said.strip() == "Отправьте их ещё раз через минуту."
    send(plain_page)
    assert plain_page.locator("#thanks").is_visible()


def at_the_end_of_a_tablet(page, house, code):
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(f"{house.url}/a/{code}/kiosk")
    page.get_by_role("button", name="Начать", exact=True).click()
    while page.locator(".question:visible").count():
        for field in page.locator(".question:visible input[value=yes]").all():
            field.check()
        if page.locator("#q16").is_visible():
            page.fill("#q16", IDEA)
        page.get_by_role("button", name="Далее").click()


def test_a_tablet_sends_by_itself_what_could_not_be_stored(window, house, code, taken):
    at_the_end_of_a_tablet(window, house, code)
    with away(house):
        send(window)
        window.wait_for_selector("#unsent[data-again]")
        assert violations(window) == []
    after_a_while(window)
    window.wait_for_selector("#thanks")
    assert taken() == window.before + 1


@pytest.mark.parametrize("stepped", [False, True])
def test_a_tablet_without_a_connection_sends_when_it_is_back_unless_one_steps_back(window, house, code, taken, stepped):
    at_the_end_of_a_tablet(window, house, code)
    window.context.set_offline(True)
    send(window)
    status(window).get_by_text("Мы сами отправим").wait_for()
    window.context.set_offline(False)
    if stepped:
        window.get_by_role("button", name="Назад").click()
    after_a_while(window)
    window.wait_for_selector(".question:visible" if stepped else "#thanks")
    assert taken() == window.before + (0 if stepped else 1)


@pytest.mark.parametrize("how", ["stored later", "sent later"])
def test_a_tablet_that_was_wiped_sends_nobody_s_answers(window, house, code, taken, how):
    posts = []
    window.on("request", lambda request: posts.append(request.method) if request.method == "POST" else None)
    at_the_end_of_a_tablet(window, house, code)
    with away(house):
        window.context.set_offline(how == "sent later")
        send(window)
        status(window).get_by_text("Мы сами отправим").wait_for()
        window.get_by_role("link", name="Начать заново").first.click()
        window.context.set_offline(False)
        window.clock.run_for(6_000)
        window.get_by_role("button", name="Начать", exact=True).wait_for()
    window.clock.run_for(60_000)
    assert len(posts) == 1
    assert taken() == window.before


@pytest.mark.parametrize(("width", "view"), [(360, ""), (1280, "?lang=en"), (360, "?view=contrast")])
def test_the_wait_is_accessible_and_fits(window, house, code, width, view):
    window.set_viewport_size({"width": width, "height": 800})
    fill(window, f"{house.url}/a/{code}{view}")
    with away(house):
        send(window)
        window.wait_for_selector("#unsent[data-again]")
        assert window.evaluate("document.activeElement.id") == "error-summary"
        assert violations(window) == []
        assert not scrolls_sideways(window)

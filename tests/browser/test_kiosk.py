"""A shared tablet in a real browser: by touch, one question a screen, and nothing of one person stays for the next."""

import csv
import io

import pytest

from app import create_app
from surveys import settings
from surveys.extensions import db
from surveys.store import devices
from tests.browser.conftest import PLENTY, scrolls_sideways, violations
from tests.conftest import close, start_server, stop_server
from tests.databases import environment

pytestmark = pytest.mark.browser

SIZES = {"upright": (768, 1024), "flat": (1024, 768), "narrow": (360, 740)}
SHOWN = ".question:visible"
ENTERED = """[...document.querySelectorAll("input, textarea")].filter((field) =>
    field.type === "radio" ? field.checked && field.value : field.type !== "hidden" && field.value).length"""
TARGETS = """[...document.querySelectorAll("a, button, summary, .govuk-radios__item, .govuk-input, textarea")]
    .filter((one) => one.checkVisibility({visibilityProperty: true})).map((one) => [one.textContent.trim(),
        one.getBoundingClientRect().height]).filter(([, height]) => height && height < 60)"""


def key_of(server, code, title):
    application = create_app(settings.read({"INSTANCE_PATH": str(server.instance)} | environment(server.instance)))
    with application.app_context():
        made = devices.make(db.session, code, title, "test")
    close(application)
    return made


@pytest.fixture(scope="module")
def start(house, code):
    return f"{house.url}/a/{code}/kiosk?k={key_of(house, code, 'Холл')}"


@pytest.fixture
def tablet(browser):
    context = browser.new_context(viewport={"width": 768, "height": 1024}, locale="ru-RU", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(8_000)
    page.clock.install()
    yield page
    context.close()


@pytest.fixture
def responses(house, tmp_path):
    def read():
        target = tmp_path / "responses.csv"
        assert house.flask("export", "responses", "--assessment", "1", "--output", str(target)).returncode == 0
        return list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig")), delimiter=";"))

    return read


def begin(page, start):
    page.goto(start)
    page.get_by_role("button", name="Начать", exact=True).tap()


def go_on(page):
    page.get_by_role("button", name="Далее").tap()


def answer(page, label):
    page.locator(f"{SHOWN} .govuk-radios__item", has_text=label).first.tap()
    go_on(page)


def to_the_end(page, label="Да"):
    """Answer every yes or no, leave out the rest, up to the screen that sends."""
    for _ in range(18):
        if not page.locator(SHOWN).count():
            return
        if page.locator(f"{SHOWN} input[value=yes]").count():
            answer(page, label)
        else:
            go_on(page)


def send(page):
    page.get_by_role("button", name="Отправить ответы").tap()


def wait_for_start(page, start):
    page.get_by_role("button", name="Начать", exact=True).wait_for()
    assert page.url == start
    assert page.evaluate(ENTERED) == 0
    assert page.locator(SHOWN).count() == 0


def test_by_touch_one_question_a_screen_from_the_start_to_the_thanks(tablet, start, responses):
    before = len(responses())
    begin(tablet, start)
    seen = []
    for _ in range(18):
        if not tablet.locator(SHOWN).count():
            break
        assert tablet.locator(SHOWN).count() == 1
        seen.append(tablet.locator(f"{SHOWN} .place").inner_text().replace("\xa0", " ").split(".")[0])
        assert not tablet.locator("button", has_text="Отправить").is_visible()
        if seen[-1].startswith("Вопрос 16 "):
            tablet.locator(f"{SHOWN} textarea").fill("Больше скамеек")
            go_on(tablet)
        elif tablet.locator(f"{SHOWN} input[value=yes]").count():
            answer(tablet, "Нет" if len(seen) == 1 else "Да")
        else:
            go_on(tablet)
    assert seen[:2] == ["Вопрос 1 из 18", "Вопрос 3 из 18"]
    assert seen[-1] == "Вопрос 18 из 18"
    send(tablet)
    tablet.wait_for_selector("#thanks")
    rows = responses()
    assert len(rows) == before + 1
    (row,) = [row for row in rows if row["q16"] == "Больше скамеек"]
    assert (row["channel"], row["q1"], row["q2"], row["q3"]) == ("kiosk", "no", "", "yes")


def test_back_shows_what_was_answered_and_a_changed_answer_brings_its_question(tablet, start):
    begin(tablet, start)
    answer(tablet, "Нет")
    assert "Вопрос 3 " in tablet.locator(SHOWN).inner_text()
    tablet.get_by_role("button", name="Назад").tap()
    assert tablet.locator(f"{SHOWN} input[value=no]").is_checked()
    answer(tablet, "Да")
    assert "Вопрос 2 " in tablet.locator(SHOWN).inner_text()
    assert tablet.evaluate("document.activeElement.tagName") == "FIELDSET"


def test_what_was_left_out_is_asked_again_alone_and_may_be_left_out(tablet, start, responses):
    before = len(responses())
    begin(tablet, start)
    go_on(tablet)
    answer(tablet, "Нет")
    to_the_end(tablet)
    send(tablet)
    tablet.wait_for_selector("#error-summary")
    assert tablet.locator(SHOWN).count() == 1
    assert "Вопрос 1 " in tablet.locator(SHOWN).inner_text()
    answer(tablet, "Да")
    assert "Вопрос 2 " in tablet.locator(SHOWN).inner_text()
    go_on(tablet)
    assert tablet.locator(SHOWN).count() == 0
    send(tablet)
    tablet.wait_for_selector("#error-summary li:only-child", state="attached")
    assert "Вопрос 2 " in tablet.locator(SHOWN).inner_text()
    send(tablet)
    tablet.wait_for_selector("#thanks")
    rows = responses()
    assert len(rows) == before + 1
    assert [row["q3"] for row in rows if (row["q1"], row["q2"]) == ("yes", "")] == ["no"]


def test_enter_goes_on_and_does_not_send(tablet, start):
    begin(tablet, start)
    tablet.locator(f"{SHOWN} input[value=no]").check()
    tablet.keyboard.press("Enter")
    assert "Вопрос 3 " in tablet.locator(SHOWN).inner_text()
    assert not tablet.locator("#error-summary").count()


def test_whoever_is_still_there_says_so_and_loses_nothing(tablet, start):
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.clock.fast_forward(88_000)
    assert not tablet.get_by_role("dialog").is_visible()
    tablet.clock.fast_forward(4_000)
    dialog = tablet.get_by_role("dialog", name="Вы ещё здесь?")
    dialog.wait_for()
    assert tablet.evaluate("document.activeElement.textContent") == "Я ещё здесь"
    assert violations(tablet) == []
    tablet.clock.fast_forward(8_000)
    tablet.wait_for_function("/^\\D+ 10$/.test(document.querySelector('dialog [role=status]').textContent)")
    dialog.get_by_role("button").tap()
    assert not dialog.is_visible()
    tablet.clock.fast_forward(60_000)
    assert not dialog.is_visible()
    assert "Вопрос 2 " in tablet.locator(SHOWN).inner_text()
    assert tablet.locator("input[name=q1][value=yes]").is_checked()


@pytest.mark.parametrize("touched", ["button", "text", "answer", "key"])
def test_on_an_old_tablet_it_is_asked_in_sight_and_any_touch_is_an_answer(tablet, start, touched):
    tablet.add_init_script("delete HTMLDialogElement.prototype.showModal")
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.clock.fast_forward(92_000)
    dialog = tablet.get_by_role("dialog", name="Вы ещё здесь?")
    dialog.wait_for()
    box = dialog.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < 1024
    assert tablet.evaluate("document.activeElement.textContent") == "Я ещё здесь"
    assert violations(tablet) == []
    tablet.evaluate("document.dispatchEvent(new Event('scroll'))")
    assert dialog.is_visible()
    if touched == "button":
        dialog.get_by_role("button").tap()
    elif touched == "text":
        dialog.get_by_role("heading").tap()
    elif touched == "answer":
        tablet.locator(f"{SHOWN} .govuk-radios__item").first.tap(position={"x": 10, "y": 40})
        assert tablet.locator(f"{SHOWN} input").first.is_checked()
    else:
        tablet.keyboard.press("Enter")
    assert not dialog.is_visible()
    tablet.clock.fast_forward(60_000)
    assert not dialog.is_visible()
    assert "Вопрос 2 " in tablet.locator(SHOWN).inner_text()
    assert tablet.locator("input[name=q1][value=yes]").is_checked()


def test_whoever_touches_the_screen_is_not_asked(tablet, start):
    begin(tablet, start)
    for _ in range(4):
        tablet.clock.fast_forward(60_000)
        tablet.locator(SHOWN).tap(position={"x": 5, "y": 5})
    assert not tablet.get_by_role("dialog").is_visible()


def test_nobody_there_wipes_the_answers_and_back_shows_nothing(tablet, start):
    begin(tablet, start)
    before = tablet.evaluate("history.length")
    answer(tablet, "Да")
    tablet.get_by_role("link", name="English").tap()
    tablet.wait_for_selector("html[lang=en]")
    tablet.clock.fast_forward(91_000)
    tablet.get_by_role("dialog").wait_for()
    tablet.clock.fast_forward(20_000)
    wait_for_start(tablet, start)
    assert tablet.evaluate("document.documentElement.lang") == "ru"
    assert tablet.evaluate("history.length") == before
    tablet.go_back()
    assert tablet.url == "about:blank"
    tablet.go_forward()
    wait_for_start(tablet, start)


def test_a_tablet_that_slept_wipes_when_it_wakes(tablet, start):
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.clock.fast_forward(3_600_000)
    wait_for_start(tablet, start)


def test_answers_refused_once_are_wiped_as_well_and_do_not_come_back(tablet, start):
    begin(tablet, start)
    before = tablet.evaluate("history.length")
    answer(tablet, "Да")
    for _ in range(20):
        if not tablet.locator(SHOWN).count():
            break
        go_on(tablet)
    send(tablet)
    tablet.wait_for_selector("#error-summary")
    assert tablet.evaluate("history.length") == before
    tablet.get_by_role("link", name="Начать заново").tap()
    wait_for_start(tablet, start)
    tablet.go_back()
    tablet.go_forward()
    wait_for_start(tablet, start)
    tablet.reload()
    wait_for_start(tablet, start)


def test_a_page_restored_from_the_back_forward_cache_begins_anew(tablet, start):
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    wait_for_start(tablet, start)


def test_the_thanks_return_to_the_start_by_themselves_and_leave_nothing(tablet, start):
    begin(tablet, start)
    before = tablet.evaluate("history.length")
    to_the_end(tablet)
    send(tablet)
    tablet.wait_for_selector("#thanks")
    assert violations(tablet) == []
    tablet.clock.fast_forward(16_000)
    wait_for_start(tablet, start)
    assert tablet.evaluate("history.length") == before
    assert tablet.evaluate("sessionStorage.length") == 0
    tablet.go_back()
    tablet.go_forward()
    wait_for_start(tablet, start)


def test_the_next_person_answers_by_a_ticket_of_their_own(tablet, start, responses):
    before = len(responses())
    for label in ("Да", "Нет"):
        begin(tablet, start)
        to_the_end(tablet, label)
        send(tablet)
        tablet.wait_for_selector("#thanks")
        tablet.get_by_role("link", name="Начать заново").last.tap()
        wait_for_start(tablet, start)
    assert len(responses()) == before + 2


def test_without_a_connection_the_answers_stay_and_can_be_sent_later(tablet, start):
    begin(tablet, start)
    to_the_end(tablet)
    tablet.context.set_offline(True)
    send(tablet)
    tablet.get_by_role("alert").filter(has_text="Нет связи. Ответы остались на экране.").wait_for()
    assert tablet.evaluate(ENTERED) > 5
    tablet.context.set_offline(False)
    tablet.clock.fast_forward(6_000)
    send(tablet)
    tablet.wait_for_selector("#thanks")


def test_without_a_connection_the_language_stays_and_can_be_changed_later(tablet, start):
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.context.set_offline(True)
    tablet.get_by_role("link", name="English").tap()
    tablet.get_by_role("alert").filter(has_text="Нет связи. Попробуйте, пожалуйста, ещё раз.").wait_for()
    assert tablet.locator("#unsent [role=status]").text_content() == ""
    tablet.context.set_offline(False)
    tablet.get_by_role("link", name="English").tap()
    tablet.wait_for_selector("html[lang=en]")
    assert tablet.locator("input[name=q1][value=yes]").is_checked()


@pytest.fixture
def hanging(tablet):
    """Requests that are never answered, while `methods` has theirs."""

    def hold(route):
        if route.request.method in hold.methods:
            hold.held.append(route)
        else:
            route.continue_()

    hold.methods, hold.held = set(), []
    tablet.route("**/kiosk*", hold)
    return hold


def test_a_sending_that_is_never_answered_ends_and_can_be_repeated(tablet, start, hanging, responses):
    before = len(responses())
    begin(tablet, start)
    to_the_end(tablet)
    hanging.methods = {"POST"}
    with tablet.expect_request(lambda request: request.method == "POST"):
        send(tablet)
    status = tablet.locator("#unsent [role=status]")
    assert status.inner_text() == ""
    tablet.clock.run_for(1_000)
    assert "отправляются" in status.inner_text()
    tablet.clock.run_for(20_000)
    tablet.get_by_role("alert").filter(has_text="Нет связи").wait_for()
    assert "Мы сами отправим" in status.inner_text().replace("\xa0", " ")
    assert tablet.locator("form button[type=submit]").is_enabled()
    hanging.methods = set()
    send(tablet)
    tablet.wait_for_selector("#thanks")
    assert len(responses()) == before + 1


def test_a_sending_that_is_answered_too_late_changes_nothing(tablet, start, hanging):
    begin(tablet, start)
    to_the_end(tablet)
    hanging.methods = {"POST"}
    with tablet.expect_request(lambda request: request.method == "POST"):
        send(tablet)
    tablet.clock.run_for(21_000)
    tablet.get_by_role("alert").filter(has_text="Нет связи").wait_for()
    with tablet.expect_response(lambda response: response.request.method == "POST"):
        hanging.held.pop().continue_()
    assert not tablet.locator("#thanks").count()
    assert tablet.evaluate(ENTERED) > 5


def test_a_start_that_does_not_come_is_announced_and_tried_again(tablet, start, hanging):
    begin(tablet, start)
    answer(tablet, "Да")
    hanging.methods = {"GET"}
    with tablet.expect_request(lambda request: request.method == "GET"):
        tablet.get_by_role("link", name="Начать заново").tap()
    assert tablet.locator("#offline").inner_text() == ""
    tablet.clock.run_for(1_000)
    tablet.get_by_role("alert").filter(has_text="Как только она появится").wait_for()
    hanging.methods = set()
    tablet.clock.run_for(25_000)
    wait_for_start(tablet, start)


def test_without_a_connection_the_answers_of_whoever_left_are_gone_all_the_same(tablet, start):
    begin(tablet, start)
    answer(tablet, "Да")
    tablet.context.set_offline(True)
    tablet.clock.fast_forward(120_000)
    tablet.get_by_role("alert").filter(has_text="Как только она появится").wait_for()
    assert tablet.evaluate(ENTERED) == 0
    tablet.context.set_offline(False)
    tablet.clock.fast_forward(6_000)
    wait_for_start(tablet, start)


def test_a_tablet_that_nobody_uses_keeps_a_fresh_form(tablet, start):
    tablet.goto(start)
    ticket = tablet.input_value("input[name=ticket]")
    tablet.clock.fast_forward(1_000_000)
    tablet.wait_for_function("t => document.querySelector('input[name=ticket]').value !== t", arg=ticket)
    wait_for_start(tablet, start)


def test_a_long_press_opens_no_menu(tablet, start):
    tablet.goto(start)
    menu = "document.querySelector('a').dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))"
    assert tablet.evaluate(menu) is False


@pytest.mark.parametrize(
    ("size", "view"), [*((size, "") for size in SIZES), ("upright", "&lang=en"), ("narrow", "&view=contrast")]
)
def test_every_screen_is_accessible_large_and_leads_nowhere_else(tablet, house, code, start, size, view):
    tablet.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    hrefs = "[...document.querySelectorAll('a[href], form')].map((one) => one.getAttribute('href') || one.action)"
    led = set()

    def check():
        assert violations(tablet) == []
        assert tablet.evaluate(TARGETS) == []
        assert not scrolls_sideways(tablet)
        led.update(tablet.evaluate(hrefs))

    tablet.goto(start + view)
    check()
    tablet.locator("#anonymity summary").tap()
    check()
    tablet.locator("#step-on").tap()
    check()
    for screen in ("textarea", "input[name=q17]", "#q18", ".send"):
        while not tablet.locator(screen).first.is_visible():
            tablet.locator("#step-on").tap()
        check()
    tablet.locator("form button[type=submit]").tap()
    tablet.wait_for_selector("#error-summary")
    check()
    tablet.locator("form button[type=submit]").tap()
    tablet.wait_for_selector("#thanks")
    check()
    tablet.goto(f"{house.url}/a/{code}/kiosk/nowhere")
    check()
    outward = [one for one in led if not one.removeprefix(house.url).startswith(("#", f"/a/{code}/kiosk"))]
    assert len(led) > 5
    assert not outward


def test_without_javascript_the_long_page_is_sent_and_returns(browser, start, house, responses):
    before = len(responses())
    context = browser.new_context(viewport={"width": 768, "height": 1024}, java_script_enabled=False)
    page = context.new_page()
    page.goto(start)
    assert page.locator(SHOWN).count() == 18
    assert not page.locator("#steps").is_visible()
    page.check("input[name=q1][value=no]")
    page.locator("form button[type=submit]").click()
    assert page.locator("#error-summary").is_visible()
    assert page.locator("input[name=q1][value=no]").is_checked()
    for number in range(2, 16):
        page.check(f"input[name=q{number}][value=no]")
    page.locator("form button[type=submit]").click()
    assert page.locator("#thanks").is_visible()
    assert len(responses()) == before + 1
    page.locator("main").get_by_role("link", name="Начать заново").click()
    assert page.url == start
    context.close()


@pytest.fixture(scope="module")
def strict(house):
    server = start_server(house.instance, MIN_FILL_SECONDS="3600", PROOF_COST="100", **PLENTY)
    yield server
    stop_server(server)


def test_the_check_of_a_form_sent_too_fast_works_on_the_last_screen(tablet, strict, house, start):
    begin(tablet, start.replace(house.url, strict.url))
    to_the_end(tablet)
    send(tablet)
    tablet.wait_for_selector("#proof")
    assert tablet.locator("#proof").is_visible()
    tablet.locator(SHOWN).first.wait_for(state="detached")
    tablet.wait_for_selector('[name=altcha][value]:not([value=""])', state="attached")
    send(tablet)
    tablet.wait_for_selector("#thanks")

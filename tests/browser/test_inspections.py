"""A checklist filled in on a tablet, in a real browser: nothing that was entered is lost when the connection breaks.

Each test has items of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import EMAIL, PASSWORD, scrolls_sideways, signed_in, violations
from tests.conftest import Server
from tests.web.office.checklist import photograph

pytestmark = pytest.mark.browser

LIST = "/office/rounds/1/inspections"
SAVED, OFFLINE = "Всё сохранено", "Нет связи. Хранится на устройстве: "
PATIENCE = 20_000


@pytest.fixture(scope="module")
def anna(house: Server, browser: Browser) -> Iterator[BrowserContext]:
    """The browser of an operator who is signed in."""
    page = signed_in(house, browser)
    yield page.context
    page.context.close()


@pytest.fixture(scope="module")
def boris(house: Server, browser: Browser) -> Iterator[BrowserContext]:
    """The browser of another operator, without JavaScript."""
    one_time = house.flask("create-user", "boris@example.org", "--role", "operator").stdout.strip()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ru-RU", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{house.url}/office/login")
    sign_in(page, "boris@example.org", one_time)
    page.fill("#new_password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main button[type=submit]")
    yield context
    context.close()


@pytest.fixture
def address(house: Server, code: str) -> str:
    return f"{house.url}{LIST}/{code}"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(photograph())
    return path


def sign_in(page: Page, email: str, password: str) -> None:
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button[type=submit]")


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto(address)
    return page


def ready(context: BrowserContext, address: str) -> Page:
    """A checklist whose script is there."""
    page = opened(context, address)
    says(page, SAVED)
    return page


def says(page: Page, text: str) -> None:
    expect(page.locator("#status")).to_have_text(text, timeout=PATIENCE)


def mark(page: Page, item: str, value: str) -> None:
    page.check(f"[name=value-{item}][value='{value}']")


def note(page: Page, item: str, text: str) -> None:
    unfold(page, item)
    page.fill(f"#note-{item}", text)


def unfold(page: Page, item: str) -> None:
    if not page.locator(f"#note-{item}").is_visible():
        page.click(f"#item-{item} summary")


def stored(context: BrowserContext, address: str, item: str) -> tuple[str | None, str, int]:
    """What the service shows to somebody else: an item's mark, note, number of photographs."""
    page = opened(context, address)
    found = (
        page.locator(f"[name=value-{item}]:checked").get_attribute("value"),
        page.locator(f"#note-{item}").input_value(),
        page.locator(f"#photos-{item} img").count(),
    )
    page.close()
    return found


def kept(page: Page) -> int:
    """How much the browser itself keeps."""
    return int(page.evaluate("kept.then(store => store.all()).then(all => all.length)"))


def check(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], (page.url, width)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page), page.url
    page.set_viewport_size({"width": 768, "height": 900})


def test_what_is_entered_without_a_connection_outlives_the_page_and_is_saved_later(
    house: Server, anna: BrowserContext, boris: BrowserContext, address: str, picture: Path
) -> None:
    page = ready(anna, address)
    anna.set_offline(True)
    mark(page, "stand_01", "1")
    mark(page, "stand_02", "0.5")
    note(page, "stand_02", "Без адреса филиала")
    mark(page, "comfort_water", "0")
    unfold(page, "comfort_water")
    page.set_input_files("#photo-comfort_water", picture)
    expect(page.locator("#photos-comfort_water canvas")).to_be_visible()
    says(page, f"{OFFLINE}4")
    page.close()
    anna.set_offline(False)
    assert stored(boris, address, "stand_02") == ("", "", 0)

    listed = opened(anna, f"{house.url}{LIST}")
    expect(listed.locator("#kept li")).to_have_count(1)
    check(listed)
    listed.click("#kept a")
    assert listed.url == address
    expect(listed.locator("#note-stand_02")).to_have_value("Без адреса филиала")
    says(listed, SAVED)
    assert kept(listed) == 0
    assert stored(boris, address, "stand_01") == ("1", "", 0)
    assert stored(boris, address, "stand_02") == ("0.5", "Без адреса филиала", 0)
    assert stored(boris, address, "comfort_water") == ("0", "", 1)
    listed.locator("#photos-comfort_water img").scroll_into_view_if_needed()
    expect(listed.locator("#photos-comfort_water img")).to_have_js_property("naturalWidth", 240)
    listed.goto(f"{house.url}{LIST}")
    expect(listed.locator("#kept")).to_be_hidden()
    listed.close()


def test_what_waits_is_sent_as_soon_as_the_connection_is_back(anna, boris, address):
    page = ready(anna, address)
    anna.set_offline(True)
    mark(page, "stand_03", "1")
    says(page, f"{OFFLINE}1")
    anna.set_offline(False)
    says(page, SAVED)
    assert stored(boris, address, "stand_03")[0] == "1"
    page.close()


def test_an_answer_that_never_came_back_makes_no_quarrel_with_oneself(anna, boris, address):
    page = ready(anna, address)

    def lost(route: Route) -> None:
        route.fetch()  # the service gets it and saves it
        route.abort("connectionreset")

    page.route(address, lost, times=1)
    mark(page, "stand_04", "1")
    says(page, f"{OFFLINE}1")
    assert stored(boris, address, "stand_04")[0] == "1"
    mark(page, "stand_04", "0")
    note(page, "stand_04", "Всё-таки нет")
    says(page, SAVED)
    assert stored(boris, address, "stand_04") == ("0", "Всё-таки нет", 0)
    page.close()


def test_a_network_that_answers_with_a_page_of_its_own_is_no_connection(anna, boris, address):
    page = ready(anna, address)
    page.route(address, lambda route: route.fulfill(status=200, content_type="text/html", body="Примите условия Wi-Fi"))
    mark(page, "stand_05", "1")
    says(page, f"{OFFLINE}1")
    page.unroute(address)
    says(page, SAVED)
    assert stored(boris, address, "stand_05")[0] == "1"
    page.close()


def test_what_was_entered_before_the_script_came_is_saved_as_well(anna, boris, address, picture):
    page = anna.new_page()
    waiting: list[Route] = []
    page.route("**/kept.js*", lambda route: waiting.append(route))  # noqa: PLW0108
    page.goto(address, wait_until="commit")
    mark(page, "stand_06", "0.5")
    unfold(page, "stand_06")
    page.fill("#note-stand_06", "Медленная связь")
    page.set_input_files("#photo-stand_06", picture)
    waiting[0].continue_()
    says(page, SAVED)
    assert stored(boris, address, "stand_06") == ("0.5", "Медленная связь", 1)
    page.close()


def test_somebody_elses_mark_is_shown_and_one_chooses(anna, boris, address):
    page, other = ready(anna, address), opened(boris, address)
    for item, value in (("stand_07", "0"), ("stand_08", "0")):
        mark(other, item, value)
    note(other, "stand_07", "Стенд пуст")
    other.click(".bar button")
    mark(page, "stand_07", "1")
    mark(page, "stand_08", "1")
    says(page, "Пункт отметил кто-то другой")
    box = page.locator("#item-stand_07 .conflict")
    expect(box).to_contain_text("boris@example.org")
    expect(box).to_contain_text("Стенд пуст")
    check(page)
    box.locator("text=Оставить чужую").click()
    assert page.input_value("#note-stand_07") == "Стенд пуст"
    page.locator("#item-stand_08 .conflict").locator("text=Сохранить мою").click()
    says(page, SAVED)
    assert stored(boris, address, "stand_07") == ("0", "Стенд пуст", 0)
    assert stored(boris, address, "stand_08")[0] == "1"
    assert kept(page) == 0
    page.close()


def test_what_was_kept_here_does_not_overwrite_what_others_have_marked_since(anna, boris, address):
    page = ready(anna, address)
    anna.set_offline(True)
    mark(page, "stand_09", "1")
    says(page, f"{OFFLINE}1")
    page.close()
    other = opened(boris, address)
    mark(other, "stand_09", "0")
    other.click(".bar button")
    anna.set_offline(False)
    page = opened(anna, address)
    says(page, "Пункт отметил кто-то другой")
    assert stored(boris, address, "stand_09")[0] == "0"
    page.locator("#item-stand_09").locator("text=Сохранить мою").click()
    says(page, SAVED)
    assert stored(boris, address, "stand_09")[0] == "1"
    page.close()


def test_after_the_session_has_ended_everything_waits_for_signing_in(house, anna, boris, address):
    page = ready(anna, address)
    anna.clear_cookies()
    mark(page, "stand_10", "1")
    says(page, f"Сеанс закончился. Хранится на устройстве: 1. Войдите как {EMAIL}")
    with page.expect_popup() as popup:
        page.click("#sign-in")
    sign_in(popup.value, EMAIL, PASSWORD)
    popup.value.wait_for_url("**/office/")
    page.click(".bar button")
    says(page, SAVED)
    assert stored(boris, address, "stand_10")[0] == "1"
    page.close()


def test_not_applicable_waits_for_its_reason(anna, boris, address):
    page = ready(anna, address)
    mark(page, "stand_11", "n/a")
    expect(page.locator("#said-stand_11")).to_contain_text("почему пункт неприменим")
    says(page, "Не сохранено, чего-то не хватает: 1")
    assert page.locator("#to-item").get_attribute("href") == "#item-stand_11"
    assert stored(boris, address, "stand_11")[0] == ""
    note(page, "stand_11", "Лицензия не нужна")
    says(page, SAVED)
    assert stored(boris, address, "stand_11") == ("n/a", "Лицензия не нужна", 0)
    mark(page, "stand_11", "")
    expect(page.locator("#said-stand_11")).to_contain_text("Выберите отметку")
    page.fill("#note-stand_11", "")
    says(page, SAVED)
    assert stored(boris, address, "stand_11")[0] == ""
    page.close()


def test_what_the_service_refuses_is_said_beside_the_item(anna, address, tmp_path):
    page = ready(anna, address)
    mark(page, "stand_12", "1")
    unfold(page, "stand_12")
    page.fill("#page-stand_12", "на стенде")
    expect(page.locator("#said-stand_12")).to_contain_text("нужно полное имя", timeout=PATIENCE)
    page.fill("#page-stand_12", "дом.рф")
    says(page, SAVED)
    text = tmp_path / "акт.jpg"
    text.write_text("не фотография")
    page.set_input_files("#photo-stand_12", text)
    expect(page.locator("#said-stand_12")).to_contain_text("файл «акт.jpg» не сохранён: это не фотография")
    says(page, SAVED)
    assert kept(page) == 0
    check(page)
    page.close()


def test_a_photograph_is_made_smaller_on_the_device_and_can_be_deleted(anna, boris, address, picture):
    page = ready(anna, address)
    unfold(page, "equal_staff")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.set_input_files("#photo-equal_staff", picture)
    assert int(sent.value.all_headers()["content-length"]) < picture.stat().st_size
    says(page, SAVED)
    page.locator("#photos-equal_staff img").scroll_into_view_if_needed()
    expect(page.locator("#photos-equal_staff img")).to_have_js_property("naturalWidth", 240)
    page.click("#photos-equal_staff button")
    page.wait_for_url("**/delete")
    check(page)
    page.click("main button[type=submit]")
    expect(page.locator("#photos-equal_staff img")).to_have_count(0)
    assert stored(boris, address, "equal_staff")[2] == 0
    page.close()


def test_with_the_keyboard_alone(anna, boris, address):
    page = ready(anna, address)
    page.focus("#value-stand_13")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    says(page, SAVED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("С клавиатуры")
    says(page, SAVED)
    assert stored(boris, address, "stand_13") == ("0.5", "С клавиатуры", 0)
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        focused = page.locator(":focus").bounding_box()
        bar = page.locator(".bar").bounding_box()
        assert focused
        assert bar
        in_bar = page.evaluate("!!document.activeElement.closest('.bar, .parts')")
        assert in_bar or focused["y"] >= bar["y"] + bar["height"] - 1
    page.close()


def test_marks_are_large_enough_for_a_finger(anna, address):
    page = ready(anna, address)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for place in page.locator("#item-stand_14 .marks label, #item-comfort_rest .marks label").all():
            box = place.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["width"] >= 44
    page.close()


def test_every_page_can_be_read_by_everybody(house, anna, boris, address):
    page = ready(anna, address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    check(page)
    for path in ("", "/upload", "/ZZZZZ"):
        page.goto(f"{house.url}{LIST}{path}")
        check(page)
    page.goto(f"{house.url}{LIST}?q=нигде")
    check(page)
    page.goto(f"{house.url}/office/rounds/0/inspections")
    check(page)
    page.close()


def test_without_a_script_the_refused_form_and_the_quarrel_can_be_read_by_everybody(anna, boris, address):
    plain, page = opened(boris, address), ready(anna, address)
    mark(page, "site_01", "0")
    says(page, SAVED)
    mark(plain, "site_01", "1")
    mark(plain, "site_02", "n/a")
    plain.click(".bar button")
    assert plain.locator("#error-summary li").count() == 2
    seen_by_axe(anna, plain)
    page.close()


def seen_by_axe(context: BrowserContext, plain: Page) -> None:
    """Look at a page of somebody without a script through a window that has one."""
    html, page = plain.content(), context.new_page()
    page.route(plain.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.route("**/kept.js*", lambda route: route.abort())
    page.goto(plain.url)
    check(page)
    page.close()

"""Approved results as people read them: on phone and desk, in large type, in English, by keyboard, without scripts."""

from datetime import date

import pytest

from app import create_app
from surveys import settings
from surveys.domain.registry import Form
from surveys.extensions import db
from tests import region
from tests.browser.conftest import scrolls_sideways, violations
from tests.conftest import close, start_server, stop_server
from tests.databases import environment
from tests.region import Home

pytestmark = pytest.mark.browser

LONG = "Государственное бюджетное учреждение социального обслуживания «Комплексный центр социального обслуживания № {}»"
PLACES = ["Елецкий муниципальный район", "Город Липецк", "Становлянский муниципальный округ"]

MEMBERS = [
    Home(
        LONG.format(number),
        answers={"q15": (20 - number % 20, number % 20)},
        forms=(Form.STATIONARY, Form.AT_HOME) if number % 3 else (Form.SEMI_STATIONARY,),
        municipality=PLACES[number % 3],
        recipients=100,
        inn="4800000001" if number < 3 else None,
    )
    for number in range(58)
]
HIDDEN = Home("Четверо", responses=4)
PARTLY = Home("Трое инвалидов", answers={"q7": (3, 17)})


@pytest.fixture(scope="module")
def published(tmp_path_factory, databases):
    """A region with two approved rounds, the second one corrected, and a third that is not approved."""
    folder = databases.instance(tmp_path_factory.mktemp("published") / "instance")
    application = create_app(settings.read({"INSTANCE_PATH": str(folder)} | environment(folder)))
    with application.app_context():
        region.approved(db.session, [*MEMBERS[:20], HIDDEN, PARTLY], 2024)
        second = region.approved(db.session, [*MEMBERS, HIDDEN, PARTLY], 2025)
        region.approve(db.session, second, date(2025, 5, 5), number="9", reason="Описка в протоколе.")
        region.collected(db.session, MEMBERS[:3], 2026)
        codes = region.registered(db.session, [MEMBERS[1], HIDDEN, PARTLY])
    close(application)
    server = start_server(folder)
    yield server.url, {"ordinary": codes[MEMBERS[1].name], "hidden": codes["Четверо"], "partly": codes[PARTLY.name]}
    stop_server(server)


SIZES = [(1280, 800), (360, 740)]

PATHS = {
    "the rounds": "/results/",
    "a rating": "/results/2",
    "a filtered rating": "/results/2?form=at_home&municipality=Город+Липецк&q=центр&sort=k5&order=up",
    "an empty rating": "/results/2?q=небывалый",
    "an older version": "/results/2?decision=1&page=2",
    "a round that is not approved": "/results/3",
    "an organization": "/o/{ordinary}",
    "an organization in an older version": "/o/{ordinary}?in=2&decision=1",
    "an organization with few answers": "/o/{hidden}",
    "an organization with a withheld share": "/o/{partly}",
    "open data": "/data/",
    "a file that is not there yet": "/data/3/organizations.csv",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
@pytest.mark.parametrize("view", ["", "view=contrast", "lang=en"], ids=["ordinary", "contrast", "english"])
def test_results_have_no_violation_and_fit_the_narrowest_screen(page, published, path, view):
    url, codes = published
    address = path.format(**codes)
    page.goto(url + address + (("&" if "?" in address else "?") + view if view else ""))
    for details in page.locator("main details").all()[:4]:
        details.evaluate("it => it.open = true")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)


def test_the_rating_is_filtered_sorted_and_opened_without_scripts(plain_page, published):
    url, _codes = published
    plain_page.set_viewport_size({"width": 1280, "height": 800})
    plain_page.goto(f"{url}/results/")
    plain_page.get_by_role("link", name="Оценка 2025 года").click()
    plain_page.get_by_role("link", name="На дому").first.click()
    plain_page.get_by_label("Муниципалитет").select_option("Город Липецк")
    plain_page.get_by_label("Название организации").fill("центр")
    plain_page.get_by_role("button", name="Показать").click()
    plain_page.get_by_role("columnheader", name="К5").get_by_role("link").click()
    plain_page.get_by_role("columnheader", name="К5").get_by_role("link").click()
    heading = plain_page.get_by_role("columnheader", name="К5")
    assert heading.get_attribute("aria-sort") == "ascending"
    shown = plain_page.locator("table.rating tbody tr")
    points = [float(row.locator("td").nth(6).inner_text().replace(",", ".")) for row in shown.all()]
    assert points == sorted(points)
    assert len(points) > 5
    assert set(shown.locator("th .small").all_inner_texts()) == {"Город Липецк"}
    shown.first.get_by_role("link").click()
    assert "/o/" in plain_page.url
    assert plain_page.get_by_text("из 100 баллов").is_visible()


def test_on_a_phone_each_cell_of_the_rating_says_what_it_is(page, published):
    url, _codes = published
    page.goto(f"{url}/results/2")
    cell = page.locator("table.rating td.total").first
    assert "Итог" in cell.evaluate("it => getComputedStyle(it, '::before').content")
    name = page.locator("table.rating tbody th").first
    assert name.bounding_box()["y"] < page.locator("table.rating td.place").first.bounding_box()["y"]


def test_a_working_is_opened_by_the_keyboard(page, published):
    url, codes = published
    page.goto(f"{url}/o/{codes['ordinary']}")
    summary = page.locator("table.indicators tbody tr").last.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("100 × 19 / 20 = 95").first.is_visible()


def test_one_reaches_every_part_of_the_rating_by_the_tab_key(page, published):
    url, _codes = published
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{url}/results/2")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    wanted = ["CSV", "JSON", "Все организации", "Полустационарная", "q", "Показать", "Место", "К5"]
    assert [one for one in reached if one in wanted] == wanted

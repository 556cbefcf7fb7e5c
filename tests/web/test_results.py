"""Approved results in public: the rating, an organization's page; nothing before approval, nothing of a few people."""

import gzip
import re
from datetime import date
from html import unescape

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from models import Organization
from surveys.domain.registry import Form
from surveys.store import database, direct, organizations, tallies
from tests import region
from tests.region import Home, homes

EVERYTHING = [(f"q{number}", "yes") for number in range(1, 16)]
FIGURES = re.compile(r"\d+,\d\d|из 100 баллов")


def said(client, address):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(address).text)).split())


def soup(client, address):
    page = client.get(address)
    assert page.status_code == 200, address
    return BeautifulSoup(page.text.replace("\xa0", " "), "html.parser")


def rows(client, address):
    """The rating's rows: each by what its cells are called."""
    found = []
    for row in soup(client, address).select("table.rating tbody tr"):
        cells = {cell["data-name"]: cell.get_text(" ", strip=True) for cell in row.select("td")}
        found.append(cells | {"name": row.select_one("th a").get_text()})
    return found


def names(client, address):
    return [row["name"] for row in rows(client, address)]


def codes(session):
    return dict(session.execute(select(Organization.name, Organization.code)).all())


def came_late(session, round_id, name, number, counts=EVERYTHING):
    """So many more people answered, on paper, after the results were approved."""
    id_ = organizations.by_code(session, codes(session)[name]).id
    with database.writing(session):
        for _ in range(number):
            tallies.add(direct.within(session), id_, round_id, "675n.1", date(2025, 3, 30), "paper", list(counts))


@pytest.fixture
def mixed(session):
    """Three organizations with several forms in two municipalities: 100 points, less, least."""
    members = [
        Home("Дом «Сосны»", forms=(Form.STATIONARY,), municipality="Город Н."),
        Home("Центр «Берёзка»", answers={"q15": (10, 10)}, forms=(Form.STATIONARY, Form.AT_HOME), municipality="Елец"),
        Home("Служба «Забота»", answers={"q15": (5, 15)}, responses=20, forms=(Form.AT_HOME,), municipality="Елец"),
    ]
    return region.approved(session, members)


# Before approval


def test_nothing_is_public_before_approval(client, session):
    round_id = region.collected(session, homes(3))
    code = codes(session)["Дом 01"]
    for address in ("/results/", f"/results/{round_id}", f"/o/{code}", f"/o/{code}?in={round_id}", "/data/"):
        text = said(client, address)
        assert not FIGURES.search(text), address
        assert "утверд" in text, address
    for address in (f"/results/{round_id}", f"/results/{round_id}?decision=1", f"/o/{code}"):
        assert "Дом 02" not in client.get(address).text
    assert client.get(f"/results/{round_id}/charts/ranking.svg").status_code == 404
    assert client.get(f"/o/{code}/charts/profile.svg").status_code == 404


def test_the_list_of_rounds_says_what_is_approved_by_which_decision(client, session):
    old = region.approved(session, homes(2), 2024)
    new = region.collected(session, homes(2), 2025)
    listed = soup(client, "/results/").select(".list li")
    assert [item.a["href"] for item in listed] == [f"/results/{new}", f"/results/{old}"]
    first, second = (item.get_text(" ", strip=True) for item in listed)
    assert "Результаты рассматривает общественный совет" in first
    assert "Результаты утверждены. Решение № 7 от 1 апреля 2024" in second


# The rating


def test_equal_totals_share_a_place_and_the_next_place_follows(client, session):
    round_id = region.approved(session, [*homes(3), Home("Дом 02 бис", answers={"q15": (19, 1)})])
    shown = rows(client, f"/results/{round_id}")
    assert [(row["Место"], row["name"], row["Итог"], row["К5"], row["Анкет"]) for row in shown] == [
        ("1", "Дом 01", "100,00 отлично", "100,00", "20"),
        ("2", "Дом 02", "99,50 отлично", "97,50", "20"),
        ("2", "Дом 02 бис", "99,50 отлично", "97,50", "20"),
        ("3", "Дом 03", "99,00 отлично", "95,00", "20"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Сосны", "Берёзка", "Забота"]),
        ("sort=place&order=down", ["Забота", "Берёзка", "Сосны"]),
        ("sort=name", ["Сосны", "Забота", "Берёзка"]),
        ("sort=name&order=down", ["Берёзка", "Забота", "Сосны"]),
        ("sort=s", ["Сосны", "Берёзка", "Забота"]),
        ("sort=k5&order=up", ["Забота", "Берёзка", "Сосны"]),
        ("sort=nonsense&order=sideways", ["Сосны", "Берёзка", "Забота"]),
        ("form=at_home", ["Берёзка", "Забота"]),
        ("form=nonsense", ["Сосны", "Берёзка", "Забота"]),
        ("municipality=Елец", ["Берёзка", "Забота"]),
        ("municipality=Нигде", ["Сосны", "Берёзка", "Забота"]),
        ("q=БЕРЕЗКА+центр", ["Берёзка"]),
        ("q=елец", ["Берёзка", "Забота"]),
        ("q=елец&form=stationary", ["Берёзка"]),
        ("q=!!!", []),
        ("q=небывалый", []),
        ("page=99", ["Сосны", "Берёзка", "Забота"]),
        ("page=x", ["Сосны", "Берёзка", "Забота"]),
    ],
)
def test_the_rating_is_sorted_and_filtered_by_the_address(client, mixed, query, expected):
    assert [re.search(r"«(.+)»", name)[1] for name in names(client, f"/results/{mixed}?{query}")] == expected


def test_in_a_form_of_service_the_place_is_the_one_in_that_form(client, mixed):
    shown = rows(client, f"/results/{mixed}?form=at_home")
    assert [(row["name"], row["Место"]) for row in shown] == [("Центр «Берёзка»", "1"), ("Служба «Забота»", "2")]
    assert [row["Место"] for row in rows(client, f"/results/{mixed}")] == ["1", "2", "3"]


def test_a_heading_sorts_once_more_the_other_way_round_and_says_how_it_sorts(client, mixed):
    page = soup(client, f"/results/{mixed}?sort=k5&form=stationary")
    heading = page.select_one("th[aria-sort]")
    assert (heading["aria-sort"], heading.a.get_text()) == ("descending", "К5")
    turned = heading.a["href"]
    assert "form=stationary" in turned
    assert names(client, turned.split("#")[0]) == ["Центр «Берёзка»", "Дом «Сосны»"]


def test_who_has_nothing_to_be_sorted_by_comes_last_in_both_directions(client, session):
    round_id = region.approved(session, [*homes(2), Home("А тихий дом", responses=0), Home("Б малый дом", responses=4)])
    for query in ("sort=s&order=up", "sort=s&order=down", "sort=place&order=down", "sort=responses&order=up", ""):
        assert names(client, f"/results/{round_id}?{query}")[2:] == ["А тихий дом", "Б малый дом"], query


def test_a_long_rating_has_pages_that_keep_what_was_asked_for(client, session):
    round_id = region.approved(session, homes(120))
    first = soup(client, f"/results/{round_id}?sort=name")
    assert len(first.select("table.rating tbody tr")) == 50
    last = first.select(".govuk-pagination__link")[-2]["href"]
    assert "sort=name" in last
    assert names(client, last.split("#")[0])[-1] == "Дом 99"
    assert len(names(client, last.split("#")[0])) == 20


def test_a_change_against_the_round_before_is_said_in_words_too(client, session):
    region.approved(session, [Home("Дом 01", answers={"q15": (10, 10)}), Home("Дом 02"), Home("Дом 03")], 2024)
    now = [Home("Дом 01"), Home("Дом 02", answers={"q15": (10, 10)}), Home("Дом 03"), Home("Новый дом")]
    round_id = region.approved(session, now, 2025)
    changes = {row["name"]: row["Изменение"] for row in rows(client, f"/results/{round_id}")}
    assert changes == {
        "Дом 01": "▲ +5,00 выросло на 5,00",
        "Дом 02": "▼ −5,00 снизилось на 5,00",
        "Дом 03": "= 0,00 без изменений",
        "Новый дом": "–",
    }


def test_means_are_those_of_the_published_totals(client, session):
    members = [
        Home("Дом 01", municipality="Елец"),
        Home("Дом 02", answers={"q15": (10, 10)}, municipality="Елец"),
        Home("Дом 03", responses=4, answers={"q15": (0, 4)}, municipality="Елец"),
        Home("Дом 04", municipality="Липецк"),
    ]
    page = soup(client, f"/results/{region.approved(session, members)}")
    means = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select(".means tbody tr")]
    assert means == [["стационарная", "98,33", "3 из 4"], ["Елец", "97,50", "2 из 3"], ["Липецк", "100,00", "1 из 1"]]


def test_a_legal_entity_is_the_mean_of_its_branches(client, session):
    members = [
        Home("Филиал 1", inn="4800000001"),
        Home("Филиал 2", inn="4800000001", answers={"q15": (10, 10)}),
        Home("Сам по себе", inn="4800000002"),
    ]
    round_id = region.approved(session, members)
    text = soup(client, f"/results/{round_id}").select_one(".entities").get_text(" ", strip=True)
    assert "ИНН 4800000001" in text
    assert "в среднем 97,50" in text
    assert "4800000002" not in text
    assert not soup(client, f"/results/{round_id}?q=сам").select(".entities")


def test_the_rating_speaks_english_and_keeps_the_language(client, mixed):
    page = soup(client, f"/results/{mixed}?lang=en")
    text = page.get_text(" ", strip=True)
    assert "The public council approved these results" in text
    assert "95.00 excellent" in text
    links = [link["href"] for link in page.select("main a") if link["href"].startswith("/")]
    assert links
    assert all("lang=en" in link for link in links)


def test_names_are_text(client, session):
    round_id = region.approved(session, [Home("<b>Дом</b> & «сыновья»", municipality="<i>Г</i>"), Home("Дом 2")])
    code = codes(session)["<b>Дом</b> & «сыновья»"]
    for address in (f"/results/{round_id}", f"/o/{code}", f"/results/{round_id}?q=<script>&sort=name"):
        page = client.get(address).text
        assert "<b>Дом" not in page
        assert "<i>Г" not in page
        assert "<script>&" not in page


def test_what_is_not_there_is_not_found(client, mixed, session):
    code = codes(session)["Дом «Сосны»"]
    for address in (
        "/results/99",
        "/results/0",
        f"/results/{mixed}?decision=2",
        f"/results/{mixed}?decision=x",
        f"/results/{mixed}?decision={'9' * 5000}",
        "/o/ZZZZZ",
        f"/o/{code}?in=99",
        f"/o/{code}?in=x",
        f"/o/{code}?in={'9' * 5000}",
        f"/o/{code}?decision=2",
    ):
        assert client.get(address).status_code == 404, address[:60]


def test_fifty_rows_with_long_names_are_light(client, session):
    long = "Государственное бюджетное учреждение социального обслуживания населения области " * 6
    members = [Home(f"{long}№ {number}", answers={"q15": (number % 20, 3)}) for number in range(60)]
    page = client.get(f"/results/{region.approved(session, members)}")
    assert page.text.count('scope="row"') >= 50
    assert len(gzip.compress(page.data)) <= 60_000


# Corrections


@pytest.fixture
def corrected(session):
    """A round whose one organization was approved with 95 points and, after late paper questionnaires, with 97.5."""
    home = Home("Дом 01", answers={"q15": (10, 10)})
    round_id = region.approved(session, [home, Home("Дом 02")])
    came_late(session, round_id, "Дом 01", 20)
    region.approve(session, round_id, date(2025, 5, 5), number="9", reason="Найдены <бумажные> анкеты.")
    return round_id


def test_a_correction_is_what_counts_and_both_versions_can_be_read(client, corrected):
    address = f"/results/{corrected}"
    now = said(client, address)
    assert "Решение № 9 от 5 мая 2025" in now
    assert "Что исправлено: Найдены <бумажные> анкеты." in now
    assert "больше не действует" in now
    assert "Эти цифры исправлены" not in now
    assert rows(client, address)[1]["Итог"] == "97,50 отлично"
    before = said(client, f"{address}?decision=1")
    assert "Эти цифры исправлены и больше не действуют." in before
    assert "Действует решение № 9" in before
    assert rows(client, f"{address}?decision=1")[1]["Итог"] == "95,00 отлично"
    assert "исправляет прежнее: № 7" in said(client, "/results/")


def test_an_older_version_stays_chosen_while_one_sorts_filters_and_opens_an_organization(client, corrected):
    page = soup(client, f"/results/{corrected}?decision=1")
    for link in [*page.select("thead a"), *page.select(".tabs a"), *page.select("table.rating th a")[-2:]]:
        assert "decision=1" in link["href"]
    assert page.select_one("form.filters input[name=decision]")["value"] == "1"
    opened = soup(client, page.select("table.rating tbody th a")[1]["href"])
    assert "95,00" in opened.select_one(".outcome").get_text()
    assert "Эти цифры исправлены" in opened.get_text()


# One organization


def one(client, session, name="Дом 01", query=""):
    return soup(client, f"/o/{codes(session)[name]}{query}")


def figures(page):
    """The indicators of an organization's page: points, means and people by their numbers."""
    found = {}
    for row in page.select("table.indicators tbody tr"):
        number = row.select_one(".number").get_text()
        found[number] = [cell.get_text(" ", strip=True) for cell in row.select("td")]
    return found


def test_an_organization_shows_total_band_and_places(client, session, mixed):
    box = one(client, session, "Центр «Берёзка»").select_one(".outcome").get_text(" ", strip=True)
    assert "95,00 из 100 баллов – отлично" in box
    assert "Место 2 из 3 среди всех организаций" in box
    assert "Место 2 из 2 среди организаций с формой обслуживания «стационарная»" in box
    assert "Место 1 из 2 среди организаций с формой обслуживания «на дому»" in box
    assert "На анкету ответили 20 человек." in box


def test_an_organization_shows_fifteen_indicators_against_the_means_of_its_forms(client, session, mixed):
    shown = figures(one(client, session, "Центр «Берёзка»"))
    assert list(shown) == [f"{criterion}.{number}" for criterion in range(1, 6) for number in range(1, 4)]
    assert shown["5.3"] == ["50,00", "75,00", "37,50", "20"]
    assert shown["1.1"] == ["100,00", "100,00", "100,00", "осмотр"]
    assert shown["1.3"] == ["100,00", "100,00", "100,00", "20 и 20"]


def test_without_a_form_of_service_an_organization_is_compared_with_all(client, session):
    region.approved(session, [Home("Дом 01", forms=(), answers={"q15": (10, 10)}), Home("Дом 02", forms=())])
    page = one(client, session)
    assert figures(page)["5.3"] == ["50,00", "75,00", "20"]
    assert "все организации" in page.select_one("table.indicators thead").get_text()


def test_every_figure_carries_its_working(client, session):
    marks = {"remote_faq": "0", "remote_opinion": "0", "access_lift": "n/a", "stand_01": "0.5"}
    region.approved(session, [Home("Дом 01", answers={"q15": (15, 5)}, marks=marks)])
    page = one(client, session)
    workings = {
        row.select_one(".number").get_text(): row.select_one(".working").get_text(" ", strip=True)
        for row in page.select("table.indicators tbody tr")
    }
    assert "100 × 15 / 20 = 75" in workings["5.3"]
    assert "«Удовлетворены ли Вы в целом условиями" in workings["5.3"]
    assert "«Да» ответили: 15 из 20" in workings["5.3"]
    assert "100 × (17,5 / 18 + 18 / 18) / 2 = 98,61" in workings["1.1"]
    assert "30 × 3 = 90" in workings["1.2"]
    assert "Нет: " in workings["1.2"]
    assert "Часто задаваемые вопросы" in workings["1.2"]
    assert "Здесь неприменимо: " in workings["3.1"]
    criteria = page.select_one(".bars").get_text(" ", strip=True)
    assert "0,3 × 100 + 0,2 × 100 + 0,5 × 75 = 87,5" in criteria
    assert "/ 5 = " in page.select_one("main > .govuk-details .formula").get_text()


def test_nobody_asked_is_said_and_is_not_nought(client, session):
    region.approved(session, [Home("Дом 01", answers={"q7": (0, 20)})])
    page = one(client, session)
    assert figures(page)["3.3"] == ["н/д", "–", "0"]
    assert "никого не спрашивали" in page.get_text()
    assert "/ 0,7 = 100" in page.select_one(".bars").get_text()


def test_a_sample_below_the_required_one_is_a_warning(client, session):
    region.approved(session, [Home("Дом 01", recipients=100), Home("Дом 02", recipients=50)])
    assert "Ответили 20 человек, а по правилам нужно не меньше 40." in one(client, session).get_text()
    enough = one(client, session, "Дом 02")
    assert not enough.select(".remark")
    assert "По правилам нужно не меньше 20." in enough.get_text()


@pytest.mark.parametrize(
    ("number", "words"), [(21, "Ответил 21 человек"), (22, "Ответили 22 человека"), (25, "Ответили 25 человек")]
)
def test_how_many_answered_is_said_as_one_says_it(client, session, number, words):
    region.approved(session, [Home("Дом 01", responses=number, recipients=100), Home("Дом 02")])
    assert f"{words}, а по правилам нужно не меньше 40." in one(client, session).get_text()


def test_what_people_suggest_is_told_as_a_number_only(client, session):
    round_id = region.approved(session, [Home("Дом 01"), Home("Дом 02"), Home("Дом 03")])
    came_late(session, round_id, "Дом 01", 5, [("q16", "given")])
    came_late(session, round_id, "Дом 02", 4, [("q16", "given")])
    assert "Анкет с предложением своими словами: 5." in one(client, session).get_text()
    assert "Анкет с предложением своими словами: менее 5." in one(client, session, "Дом 02").get_text()
    assert "Что предлагают люди" not in one(client, session, "Дом 03").get_text()


def test_the_years_stand_one_below_another_and_each_can_be_opened(client, session):
    earlier = region.approved(session, [Home("Дом 01", answers={"q15": (10, 10)}), Home("Дом 02")], 2024)
    region.approved(session, [Home("Дом 01"), Home("Дом 02")], 2025)
    page = one(client, session)
    years = next(table for table in page.select("table") if "Итоги этой организации" in table.get_text())
    told = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in years.select("tbody tr")]
    assert told == [
        ["Оценка 2025 года (показано здесь)", "100,00 отлично", "▲ +5,00 выросло на 5,00", "1", "20"],
        ["Оценка 2024 года", "95,00 отлично", "–", "2", "20"],
    ]
    assert years.a["href"].endswith(f"?in={earlier}")
    before = soup(client, years.a["href"])
    assert "95,00" in before.select_one(".outcome").get_text()


def test_the_name_is_that_of_the_decision_and_todays_name_stands_above(client, session):
    round_id = region.approved(session, [Home("Дом 01")])
    found = organizations.by_code(session, codes(session)["Дом 01"])
    with database.writing(session):
        found.name = "Дом имени Петрова"
    page = one(client, session, "Дом имени Петрова")
    assert page.h1.get_text() == "Дом имени Петрова"
    assert "В решении организация названа так: Дом 01" in page.get_text(" ", strip=True)
    assert names(client, f"/results/{round_id}") == ["Дом 01"]


def test_an_organization_that_was_in_no_approved_round_still_leads_to_its_questionnaire(client, session):
    region.approved(session, [Home("Дом 01")])
    code = region.registered(session, [Home("Дом 99")])["Дом 99"]
    page = soup(client, f"/o/{code}")
    assert "Утверждённых результатов пока нет" in page.get_text()
    assert page.select_one("a.govuk-button")["href"] == f"/a/{code}"
    assert one(client, session).select_one("a.govuk-button")["href"] == f"/a/{codes(session)['Дом 01']}"


def test_a_methodology_that_nobody_could_check_says_so(client, session, mixed):
    for page in (one(client, session, "Дом «Сосны»"), soup(client, f"/results/{mixed}")):
        assert "Сверить формулы и веса" in page.get_text()
        assert "№ 344н" in page.get_text()


# Small numbers


def test_of_four_questionnaires_nothing_is_shown_and_of_five_all(client, session):
    round_id = region.approved(session, [Home("Дом 01"), Home("Четверо", responses=4), Home("Пятеро", responses=5)])
    told = {row.pop("name"): row for row in rows(client, f"/results/{round_id}")}
    assert set(told["Четверо"].values()) == {"–", "не показано", "менее 5"}
    assert told["Пятеро"]["Итог"].startswith("100,00")
    four = one(client, session, "Четверо")
    assert not FIGURES.search(four.select_one("main").get_text())
    assert "пришло меньше пяти анкет" in four.get_text()
    assert not four.select(".indicators, .bars, .chart, .working")
    assert "100,00" in one(client, session, "Пятеро").select_one(".outcome").get_text()


def test_a_share_of_three_people_is_withheld_with_its_criterion_and_a_second_one(client, session):
    round_id = region.approved(session, [Home("Дом 01", answers={"q7": (3, 17), "q8": (1, 2)}), Home("Дом 02")])
    row = next(row for row in rows(client, f"/results/{round_id}") if row["name"] == "Дом 01")
    assert [name for name, text in row.items() if text == "не показано"] == ["К1", "К3"]
    page = one(client, session)
    shown = figures(page)
    assert shown["3.3"][0] == shown["1.3"][0] == "не показано"
    assert shown["3.3"][-1] == "–"
    assert "из 3" not in page.get_text()
    assert "33,3" not in page.get_text()
    assert "Некоторые числа не показаны." in page.get_text()
    assert "Формула не показана" in page.select_one("main > .govuk-details").get_text()


def test_an_earlier_version_that_a_few_answers_tell_apart_is_not_shown(client, session):
    round_id = region.approved(session, [Home("Дом 01", answers={"q15": (10, 10)}), Home("Дом 02")])
    came_late(session, round_id, "Дом 01", 2)
    region.approve(session, round_id, date(2025, 5, 5), number="9", reason="Две анкеты.")
    row = next(row for row in rows(client, f"/results/{round_id}?decision=1") if row["name"] == "Дом 01")
    assert (row["Итог"], row["Анкет"]) == ("не показано", "не показано")
    page = one(client, session, query=f"?in={round_id}&decision=1")
    assert "Эти прежние цифры не показаны" in page.get_text()
    assert not FIGURES.search(page.select_one(".outcome").get_text())
    assert "из 100 баллов" in one(client, session).select_one(".outcome").get_text()

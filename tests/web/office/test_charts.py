"""The page of charts: figures are those that were stored, images are kept until they change, mistakes are told."""

import io
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from surveys.store import assessments
from tests import clock, respondent
from tests.web.office.conftest import words

NO = respondent.CONTENT | {"q1": "no", "q7": "no", "q15": "no"}
TODAY = clock.today()


@pytest.fixture
def pines(session):
    return respondent.organization(session, recipients=20)


@pytest.fixture
def oaks(session):
    return respondent.organization(session, "Центр «Дубы»", municipality="Район", form_of_service=("at_home",))


@pytest.fixture
def round_id(session, pines, oaks):
    found = respondent.a_round(session, TODAY - timedelta(days=5), closes_on=TODAY + timedelta(days=20))
    session.rollback()
    return found


@pytest.fixture
def answer(client):
    def send(code, answers=respondent.CONTENT, **more):
        said = respondent.send(client, respondent.open_sheet(client, code), answers | more)
        assert said.status_code == 303

    return send


@pytest.fixture
def answered(round_id, pines, oaks, answer):
    answer(pines, q17="female", q18="70")
    answer(pines, NO, q17="male")
    answer(oaks, q18="16")


def tables(response) -> dict[str, list[list[str]]]:
    """The rows of each table, by its chart."""
    soup = BeautifulSoup(response.text, "html.parser")
    return {
        section.h2["id"].removeprefix("chart-"): [
            [cell.get_text(" ", strip=True).replace("\xa0", " ") for cell in row.find_all(["th", "td"])]
            for row in section.table.find_all("tr")
        ]
        for section in soup.select("section.chart")
    }


def images(response) -> list[str]:
    return [str(one["src"]) for one in BeautifulSoup(response.text, "html.parser").select("main img")]


def test_the_tables_say_what_was_stored(office, answered):
    page = office.get("/office/charts")
    found = tables(page)
    shares = {row[0].split(".")[0]: row[1:] for row in found["shares"][1:]}
    assert len(shares) == 15
    assert shares["1"] == ["2", "1", "3", "66,7 %"]
    assert shares["2"] == ["2", "0", "2", "100,0 %"]
    assert shares["15"] == ["2", "1", "3", "66,7 %"]
    assert found["channels"][1:] == [["по ссылке", "3", "100,0 %"], ["Всего (n)", "3", ""]]
    assert [row[1:] for row in found["days"][1:]] == [["3", "3"]]
    assert found["q17"][1:] == [["Мужской", "1", "50,0 %"], ["Женский", "1", "50,0 %"], ["Всего (n)", "2", ""]]
    ages = {row[0]: row[1] for row in found["q18"]}
    assert (ages["до 18 лет"], ages["65–74"], ages["85 и старше"], ages["Всего (n)"]) == ("1", "1", "0", "2")


def test_two_parts_stand_side_by_side_and_nobody_asked_is_told(office, answered, pines, session, answer):
    page = office.get(f"/office/charts?a=organization:{pines}&b=form:at_home")
    shares = {row[0].split(".")[0]: row[1:] for row in tables(page)["shares"][2:]}
    assert shares["1"] == ["1", "1", "2", "50,0 %", "1", "0", "1", "100,0 %"]
    assert "на дому" in words(page)
    empty = office.get(f"/office/charts?a=organization:{pines}&b=place:Район")
    assert tables(empty)["q17"][2:][0] == ["Мужской", "1", "50,0 %", "0", "н/д"]


def test_the_plan_and_what_it_leaves_out(office, answered, pines):
    said = words(office.get("/office/charts"))
    assert "не учтена 1 организация" in said
    assert "не учтен" not in words(office.get(f"/office/charts?a=organization:{pines}"))
    (address,) = [one for one in images(office.get(f"/office/charts?a=organization:{pines}")) if "days" in one]
    svg = office.client.get(address, follow_redirects=True).text.replace("\xa0", " ")
    assert "План: 8 анкет к" in re.sub(r"<[^>]+>\s*", " ", svg)


def test_every_image_of_the_page_is_a_picture_that_runs_nothing(office, answered, pines):
    page = office.get(f"/office/charts?a=organization:{pines}&b=all")
    assert len(images(page)) == 5
    for address in images(page):
        image = office.client.get(address, follow_redirects=True)
        assert image.mimetype == "image/svg+xml"
        assert "script-src" not in image.headers["Content-Security-Policy"]
        assert "default-src 'none'" in image.headers["Content-Security-Policy"]
        ElementTree.fromstring(image.data)
    for link in BeautifulSoup(page.text, "html.parser").select("a[download$='.png']"):
        with Image.open(io.BytesIO(office.client.get(str(link["href"]), follow_redirects=True).data)) as picture:
            picture.load()
            assert min(picture.size) > 200


@pytest.mark.parametrize("accepts", [None, "gzip, br"])
@pytest.mark.parametrize("form", ["svg", "png"])
def test_an_image_is_sent_again_only_when_its_counts_have_changed(office, answered, pines, answer, form, accepts):
    headers = {"Accept-Encoding": accepts} if accepts else {}
    address = f"/office/charts/shares.{form}?a=organization:{pines}"
    first = office.client.get(address, headers=headers)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = office.client.get(address, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    answer(pines)
    changed = office.client.get(address, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_page_leads_to_the_image_of_its_own_counts(office, answered, pines, answer):
    shown = images(office.get("/office/charts"))[0]
    before = office.client.get(shown, follow_redirects=True).data
    answer(pines)
    assert office.get(shown).data == before
    fresh = images(office.get("/office/charts"))[0]
    assert fresh.partition("?")[0] != shown.partition("?")[0]
    assert office.client.get(fresh, follow_redirects=True).data != before


def test_a_drawn_image_has_an_address_that_only_the_office_tells(office, visit, answered):
    shown = images(office.get("/office/charts"))[0]
    stranger = visit()
    assert "/office/login" in stranger.client.get(shown, follow_redirects=True).request.path
    drawn = office.client.get(shown, follow_redirects=True).data
    kept = stranger.get(shown)
    assert (kept.status_code, kept.data) == (200, drawn)
    assert kept.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert "Set-Cookie" not in kept.headers
    guessed = "/charts/" + "0" * 32 + ".svg"
    assert stranger.client.get(guessed, follow_redirects=True).request.path == "/office/login"


def test_the_page_itself_is_kept_nowhere(office, answered):
    assert office.get("/office/charts").headers["Cache-Control"] == "no-store"


def test_images_are_for_operators_only(visit, account, answered):
    assert visit().get("/office/charts/shares.svg").status_code == 303
    account("maria@example.org", role="council")
    other = visit()
    other.sign_in("maria@example.org")
    assert other.get("/office/charts/shares.svg").status_code == 403
    assert other.get("/office/charts/shares.svg").headers["Cache-Control"] == "no-store"


def test_an_organization_is_found_by_its_code_and_by_its_name(office, answered, pines, oaks):
    for typed in (oaks, oaks.lower(), "дубы"):
        onward = office.get(f"/office/charts?a_name={typed}&b=all")
        assert onward.status_code == 303
        assert f"a=organization%3A{oaks}" in onward.headers["Location"]
        page = office.get(onward.headers["Location"])
        assert "Центр «Дубы»: 1 анкета" in words(page)
        assert BeautifulSoup(page.text, "html.parser").select_one("#a option[selected]").text == "Центр «Дубы»"


def test_several_that_fit_are_offered_and_none_is_said(office, answered, session, pines):
    other = respondent.organization(session, "Дом-интернат «Берёзы»")
    session.rollback()
    page = office.get("/office/charts?b_name=дом-интернат&a=all")
    assert page.status_code == 422
    assert "подходит несколько организаций" in words(page)
    links = [str(link["href"]) for link in BeautifulSoup(page.text, "html.parser").select("#main li a[href*=charts]")]
    assert sorted(code for link in links for code in (pines, other) if code in link) == sorted((pines, other))
    (to_pines,) = [link for link in links if pines in link]
    assert "Сосны" in words(office.get(to_pines))
    nobody = office.get("/office/charts?a_name=вязы")
    assert nobody.status_code == 422
    assert "Организации с кодом или названием «вязы» нет в реестре" in words(nobody)
    assert not images(nobody)


def test_what_there_is_not_is_said_in_words(office, answered, session, round_id):
    late = respondent.organization(session, "Приют «Поздний»")
    session.rollback()
    assert "не участвует в этой оценке" in words(office.get(f"/office/charts?a=organization:{late}"))
    unknown = office.get("/office/charts?a=place:Нигде")
    assert unknown.status_code == 422
    assert "Такой части оценки нет: Нигде" in words(unknown)
    assert office.get("/office/charts?round=99").status_code == 404
    assert "Оценки с номером 99 нет" in words(office.get("/office/charts?round=99"))
    for address in ("shares.svg?a=place:Нигде", "q1.svg", "nothing.png", "shares.svg?round=99", "days.svg?layout=x"):
        assert office.get(f"/office/charts/{address}").status_code == 404


def test_where_there_is_nothing_it_says_what_to_do(office, session):
    assert "Загрузить список" in words(office.get("/office/charts"))
    respondent.organization(session)
    respondent.a_round(session, TODAY + timedelta(days=3))
    session.rollback()
    assert "Сбор анкет ещё не начался" in words(office.get("/office/charts?round=1"))
    assert "Анкет пока нет" in words(office.get(f"/office/charts?round={assessments.STANDING_ID}"))
    assert "Выберите другую часть" in words(office.get("/office/charts?round=0&a=form:at_home"))


def test_the_standing_collection_is_shown_without_a_plan(office, session, pines, answer):
    answer(pines)
    page = office.get("/office/charts?round=0")
    assert tables(page)["shares"][1][1:] == ["1", "0", "1", "100,0 %"]
    (address,) = [one for one in images(page) if "days" in one]
    assert "План" not in office.client.get(address, follow_redirects=True).text

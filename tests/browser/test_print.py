"""The questionnaire's page on paper, as a real browser prints it; the drawn QR code as a real browser shows it."""

import io

import pytest
from PIL import Image

from tests.conftest import run_flask
from tests.printed import LONGEST, codes, document, read, size, text

pytestmark = pytest.mark.browser


@pytest.fixture
def long_name(house, tmp_path):
    """The code of an organization with the longest name that the registry takes."""
    listed = tmp_path / "organizations.csv"
    listed.write_text(f"name;municipality\n{LONGEST.replace(';', ',')};Город Н.\n", encoding="utf-8")
    assert run_flask(house.instance, "import-organizations", str(listed)).returncode == 0
    rows = [row.split("\t") for row in house.flask("organizations").stdout.splitlines()]
    return next(code for code, name in rows if len(name) > 500)


def printed(page):
    return document(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize("view", ["", "?view=contrast"])
def test_the_page_prints_as_a_paper_questionnaire_on_one_sheet(page, house, code, view):
    page.goto(f"{house.url}/a/{code}{view}")
    pages = printed(page)
    assert [size(one) for one in pages] == [(210, 297)] * 2
    said = " ".join(text(one) for one in pages)
    for number in range(1, 19):
        assert f"Вопрос {number} из 18" in said
    assert "Ответьте, если на вопрос 1 Вы ответили «Да»" in said
    assert f"Благодарим Вас за участие в опросе! (675n.1, {code})" in said
    assert "Отправить" not in said
    assert "Не хочу" not in said
    (found,) = codes(pages[0], 300)
    assert found.text == f"{house.url}/A/{code}"


def test_without_javascript_it_prints_the_same(plain_page, house, code):
    plain_page.goto(f"{house.url}/a/{code}")
    pages = printed(plain_page)
    assert len(pages) == 2
    assert codes(pages[0], 300)


def test_the_longest_name_still_leaves_one_sheet(page, house, long_name):
    page.goto(f"{house.url}/a/{long_name}")
    pages = printed(page)
    assert len(pages) == 2
    assert codes(pages[0], 300)


def test_the_code_is_fetched_for_paper_only(page, house, code):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.goto(f"{house.url}/a/{code}")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(300)
    assert "qr.svg" not in fetched
    printed(page)
    assert "qr.svg" in fetched


def test_what_was_ticked_and_written_is_on_the_paper(page, house, code):
    page.goto(f"{house.url}/a/{code}")
    page.check("input[name=q1][value=yes]")
    page.fill("#q16", "Больше скамеек во дворе")
    page.fill("#q18", "78")
    said = " ".join(text(one) for one in printed(page))
    assert "Больше скамеек во дворе" in said
    assert "78" in said


def test_a_camera_reads_the_drawn_code_from_the_screen(page, house, code):
    page.goto(f"{house.url}/a/{code}/qr.svg")
    shown = Image.open(io.BytesIO(page.screenshot()))
    assert [found.text for found in read(shown)] == [f"{house.url}/A/{code}"]

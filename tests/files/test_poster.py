"""Posters and cards, read back from the printed page by a camera and by eyes."""

import io
import time
import zipfile
from datetime import date

import pytest

from surveys.files import archive, poster, tokens
from surveys.files.invitations import Size
from surveys.files.whole import PUBLIC, whole
from tests.printed import (
    LONGEST,
    OFFICIAL,
    ONE_WORD,
    RUSSIAN,
    SHORT,
    codes,
    document,
    grey,
    invitation,
    letters,
    lines,
    read,
    size,
    text,
)

DAY = date(2026, 3, 1)
NAMES = {"short": SHORT, "official": OFFICIAL, "longest": LONGEST, "one word": ONE_WORD}
ADDRESS = "https://OTKLIK.EXAMPLE.RU/A/K7M2X"
LONG_SERVICE = "https://anketa.department-of-social-protection.oblast-region.example.ru:8443"
OPERATOR = {"operator": "Автономная некоммерческая организация «Центр» " * 4, "contact": "8 (4922) 00-00-00"}


def made(size=Size.A4, name=SHORT, **more):
    return poster.make(invitation(name, **more), size, RUSSIAN, "ru", DAY)


def page(*arguments, **named):
    (only,) = document(made(*arguments, **named))
    return only


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize(("wanted", "millimetres"), [(Size.A4, (210, 297)), (Size.A5, (148, 210))])
def test_a_camera_reads_the_poster_and_so_does_a_person(wanted, millimetres, name):
    printed = page(wanted, name)
    assert size(printed) == millimetres
    (code,) = codes(printed)
    assert (code.text, code.correction) == (ADDRESS, "Q")
    said = text(printed)
    assert letters(name) in letters(said)
    assert "Оцените, как Вас обслуживают" in said
    assert "otklik.example.ru/a/K7M2X" in said
    assert "18 вопросов" in said
    assert "5 минут" in said
    assert "Анонимно" in said
    assert "Опрос проводит" in said


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_sheet_of_cards_has_eight_codes_that_are_all_read(name):
    printed = page(Size.CARDS, name)
    assert size(printed) == (210, 297)
    found = codes(printed, dots_per_inch=300)
    assert [code.text for code in found] == [ADDRESS] * 8
    assert text(printed).count("otklik.example.ru/a/K7M2X") == 8


@pytest.mark.parametrize("service", ["https://otklik.example.ru", LONG_SERVICE])
@pytest.mark.parametrize("operator", [{}, OPERATOR], ids=["no operator", "operator"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("wanted", Size)
def test_nothing_stands_outside_the_page_on_the_code_or_on_something_else(wanted, name, operator, service):
    printed = page(wanted, name, service=service, **operator)
    width, height = size(printed)
    found = list(lines(printed))
    assert found
    for line in found:
        assert line.left >= 9
        assert line.top >= 9
        assert line.right <= width - 9
        assert line.bottom <= height - 9
    places = codes(printed, dots_per_inch=300)
    assert len(places) == (8 if wanted is Size.CARDS else 1)
    assert not [line for line in found for code in places if line.meets(code.box)]
    assert not [(a, b) for n, a in enumerate(found) for b in found[:n] if a.meets(b)]


def test_a_black_and_white_printer_prints_a_code_that_is_read():
    for wanted in Size:
        image = grey(page(wanted).render(scale=300 / 72).to_pil())
        assert {code.text for code in read(image)} == {ADDRESS}


def test_what_is_printed_is_dark_on_white_also_in_grey():
    image = page(Size.A4).render(scale=2, grayscale=True).to_pil()
    levels = image.histogram()
    ground = levels[255] + sum(levels[225:240])
    dark = sum(levels[:80])
    assert ground + dark > 0.95 * image.width * image.height


def test_the_code_on_the_wall_is_large_enough_to_be_read_from_a_metre_away():
    for name in NAMES.values():
        (code,) = codes(page(Size.A4, name))
        own_side = (code.box.right - code.box.left) * code.modules / (code.modules + 8)
        assert own_side >= 70
        assert own_side / code.modules >= 2


def test_the_file_says_what_it_is_and_carries_its_typeface():
    content = made(Size.A4)
    about = document(content).get_metadata_dict()
    assert about["Title"].replace("\xa0", " ") == f"Оцените, как Вас обслуживают: {SHORT}"
    assert about["Creator"] == "Отклик"
    assert about["CreationDate"].startswith("D:20260301")
    assert b"/Lang (ru)" in content
    assert content.count(b"/FontFile2") == 2
    assert len(content) < 40_000


def test_the_same_poster_is_the_same_file():
    assert made(Size.A5) == made(Size.A5)


def test_the_colours_are_the_sites():
    assert tokens.colour("accent") == (0x0A, 0x4A, 0x5C)
    assert tokens.rem("text-body") == 1.25


def test_a_number_of_questions_is_said_in_russian():
    assert "21 вопрос " in text(page(questions=21))
    assert "6 минут " in text(page(questions=21))
    assert "3 вопроса " in text(page(questions=3))
    assert "1 минута " in text(page(questions=3))


def packed(*told):
    file = io.BytesIO()
    number = archive.poster_archive(file, told, Size.A4, RUSSIAN, "ru", DAY)
    return number, zipfile.ZipFile(file)


def test_the_posters_of_many_organizations_are_in_one_archive():
    number, file = packed(invitation(), invitation(OFFICIAL, short_name="КЦСОН"))
    assert number == 2
    assert file.testzip() is None
    assert file.namelist() == ["K7M2X-dom-internat-sosny.pdf", "K7M2X-ktsson.pdf"]
    assert [codes(document(file.read(name))[0])[0].text for name in file.namelist()] == [ADDRESS] * 2


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("../..\\etc/passwd:*?", "K7M2X-etc-passwd.pdf"),
        ("Щёлковский объезд № 5", "K7M2X-shchelkovskiy-obezd-5.pdf"),
        ("養老院", "K7M2X.pdf"),
        (ONE_WORD, "K7M2X-sotsobsluzhivaniesotsobsluzhivaniesotsobsl.pdf"),
        (OFFICIAL, "K7M2X-gosudarstvennoe-byudzhetnoe-uchrezhdenie.pdf"),
    ],
)
def test_a_file_name_is_safe_everywhere(name, file_name):
    assert archive.file_name(invitation(name)) == file_name


def test_three_hundred_posters_take_about_a_minute_at_most():
    began = time.process_time()
    number, _ = packed(*(invitation(f"{OFFICIAL} № {number}", short_name=f"{number}") for number in range(20)))
    assert number == 20
    assert (time.process_time() - began) * 300 / 20 < 60


def test_an_archive_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "posters.zip"
    target.write_bytes(b"before")

    def stop(file):
        file.write(b"half")
        raise RuntimeError

    with pytest.raises(RuntimeError), whole(target, PUBLIC, mode="wb") as file:
        stop(file)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]
    with whole(target, PUBLIC, mode="wb") as file:
        file.write(b"after")
    assert target.read_bytes() == b"after"

"""A QR code that is printed is read again, also small, grey, dirty and turned."""

import io

import pytest
from PIL import Image, ImageDraw

from surveys.files import addresses, qr
from tests.printed import read

SERVICES = {
    "https://otklik.example.ru": ("https://OTKLIK.EXAMPLE.RU/A/K7M2X", "otklik.example.ru/a/K7M2X"),
    "http://127.0.0.1:8000": ("http://127.0.0.1:8000/A/K7M2X", "127.0.0.1:8000/a/K7M2X"),
    "http://[::1]:8000": ("http://[::1]:8000/A/K7M2X", "[::1]:8000/a/K7M2X"),
    "https://отклик.рф": ("https://XN--H1ADBCNY.XN--P1AI/A/K7M2X", "отклик.рф/a/K7M2X"),
    "https://xn--h1adbcny.xn--p1ai": ("https://XN--H1ADBCNY.XN--P1AI/A/K7M2X", "отклик.рф/a/K7M2X"),
    "https://region.example/Опрос": (
        "https://REGION.EXAMPLE/%D0%9E%D0%BF%D1%80%D0%BE%D1%81/A/K7M2X",
        "region.example/Опрос/a/K7M2X",
    ),
}


def picture(service="https://otklik.example.ru"):
    return Image.open(io.BytesIO(qr.png(qr.matrix(service, "K7M2X"))))


@pytest.mark.parametrize("service", SERVICES)
def test_the_code_holds_the_address_and_a_person_can_read_it_too(service):
    for_camera, for_person = SERVICES[service]
    (found,) = read(picture(service))
    assert found.text == for_camera
    assert found.correction == "Q"
    assert addresses.for_person(service, "K7M2X") == for_person


def test_capitals_make_the_code_coarser_than_the_plain_address_would_be():
    (found,) = read(picture("https://anketa.kcson.example.ru"))
    assert found.modules == 29
    plain = qr.qrcode.QRCode(error_correction=qr.ERROR_CORRECT_Q)
    plain.add_data("https://anketa.kcson.example.ru/a/K7M2X?s=qr")
    plain.make()
    assert plain.modules_count > found.modules


def test_the_picture_is_sharp_enough_for_print_and_has_its_quiet_zone():
    image = picture()
    assert image.mode == "1"
    assert image.width == image.height >= 1000
    assert round(image.info["dpi"][0]) == 300
    module = image.width // 37
    assert image.width == module * 37
    assert set(image.convert("L").crop((0, 0, image.width, 4 * module)).tobytes()) == {255}
    assert set(image.convert("L").crop((0, 0, 4 * module, image.height)).tobytes()) == {255}
    assert image.convert("L").getpixel((4 * module, 4 * module)) == 0


def test_a_code_that_is_small_turned_or_partly_torn_off_is_still_read():
    whole = picture().convert("L")
    torn = whole.copy()
    side = torn.width
    ImageDraw.Draw(torn).rectangle((side * 0.5, side * 0.5, side * 0.72, side * 0.72), fill=255)
    for image in (whole.resize((111, 111)), whole.rotate(17, fillcolor=255), torn):
        assert [code.text for code in read(image)] == ["https://OTKLIK.EXAMPLE.RU/A/K7M2X"]


def test_the_svg_says_what_it_is():
    drawn = qr.svg(qr.matrix("https://otklik.example.ru", "K7M2X"), "Код <«Сосны» & Ко>")
    assert 'role="img"' in drawn
    assert '<title id="title">Код &lt;«Сосны» &amp; Ко&gt;</title>' in drawn
    assert 'viewBox="0 0 37 37"' in drawn


def test_runs_are_the_dark_modules():
    modules = ((True, True, False, True), (False, False, False, False), (False, True, True, True))
    assert list(qr.runs(modules)) == [(0, 0, 2), (3, 0, 1), (1, 2, 3)]


def test_a_code_fills_its_room_and_leaves_its_quiet_zone():
    modules = qr.matrix("https://otklik.example.ru", "K7M2X")
    side = qr.largest_side(modules, 100)
    assert side + 2 * qr.quiet(modules, side) == pytest.approx(100)

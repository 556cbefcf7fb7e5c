"""The sheet for the person who edits a site: one page, whatever the organization is called and our address is."""

import io
import re
from datetime import date

import pytest
from PIL import Image

from surveys.files import banner, instruction, snippets
from surveys.files.tokens import colour
from tests.printed import LONGEST, OFFICIAL, ONE_WORD, RUSSIAN, SHORT, codes, document, invitation, lines, size, text

DAY = date(2026, 3, 1)
LONG_SERVICE = "https://anketa.department-of-social-protection.oblast-region.example.ru:8443"
HOSTS = [f"{www}site-of-the-centre-{n}.example.ru" for n in range(10) for www in ("", "www.")]


def pieces(name, service):
    return snippets.make(service, "K7M2X", f"Анкета о качестве услуг: {name}", "Оцените качество услуг")


def made(name=SHORT, service="https://otklik.example.ru", hosts=(), **more):
    told = invitation(name, service=service, **more)
    return instruction.make(told, pieces(name, service), hosts, RUSSIAN, "ru", DAY)


@pytest.mark.parametrize("service", ["https://otklik.example.ru", LONG_SERVICE])
@pytest.mark.parametrize("hosts", [[], HOSTS[:2], HOSTS], ids=["none", "one", "ten"])
@pytest.mark.parametrize("name", [SHORT, OFFICIAL, LONGEST, ONE_WORD], ids=["short", "official", "longest", "one word"])
def test_it_is_one_page_where_nothing_stands_outside_or_on_the_code(name, hosts, service):
    contact = {"operator": "Автономная некоммерческая организация «Центр»", "contact": "8 (4922) 00-00-00"}
    (page,) = document(made(name, service, hosts, **contact))
    assert size(page) == (210, 297)
    found = list(lines(page))
    assert all(line.left >= 15 and line.right <= 196 and line.top >= 14 and line.bottom <= 283 for line in found)
    (code,) = codes(page)
    assert code.text.endswith("/A/K7M2X")
    assert not [line for line in found if line.meets(code.box)]
    assert not [(a, b) for n, a in enumerate(found) for b in found[:n] if a.meets(b)]
    assert "+7" not in text(page)


@pytest.mark.parametrize("service", ["https://otklik.example.ru", LONG_SERVICE])
def test_a_snippet_copied_from_the_paper_is_the_same_html(service):
    (page,) = document(made(SHORT, service))
    copied = re.sub(r"\s+", " ", page.get_textpage().get_text_bounded())
    for snippet in vars(pieces(SHORT, service)).values():
        assert snippet in copied
    assert "\xa0" not in "".join(vars(pieces(SHORT, service)).values())


def light(rgb):
    parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_the_banner_is_twice_its_size_in_our_colours_with_enough_contrast():
    image = Image.open(io.BytesIO(banner.make("Оцените качество услуг", "Анонимная анкета, 5 минут"))).convert("RGB")
    assert image.size == (600, 160)
    counts = sorted(((n, rgb) for n, rgb in image.getcolors(10_000)), reverse=True)
    ground, letters = counts[0][1], counts[1][1]
    assert ground == colour("accent")
    assert (light(letters) + 0.05) / (light(ground) + 0.05) > 4.5
    assert image.getpixel((595, 80)) == ground


def test_words_that_are_too_long_for_the_banner_are_made_smaller():
    content = banner.make("Rate the quality of the services that you get here", "x")
    image = Image.open(io.BytesIO(content)).convert("RGB")
    edge = image.crop((590, 0, 600, 160)).getcolors(10_000)
    assert [rgb for _, rgb in edge] == [colour("accent")]

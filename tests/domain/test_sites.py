import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain import sites
from surveys.domain.messages import Message


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ""),
        ("example.ru", "http://example.ru/"),
        ("HTTPS://Example.RU", "https://example.ru/"),
        ("http://соц-долгоруково.рф/", "http://xn----dtbcd5aesccbbuf0bzb.xn--p1ai/"),
        ("HTTP://Пример.рф/путь?x#раздел", "http://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C?x"),
        ("https://example.ru:443/a%20b", "https://example.ru/a%20b"),
        ("example.ru:8080", "http://example.ru:8080/"),
        ("example.ru.", "http://example.ru/"),
        ("example.ru?id=5", "http://example.ru/?id=5"),
        ("a.ru, https://b.ru; c.ru\nd.ru a.ru", "http://a.ru/ https://b.ru/ http://c.ru/ http://d.ru/"),
    ],
)
def test_sites_are_normalized_from_what_people_write(cell, expected):
    found = sites.parse(cell)
    assert not isinstance(found, Message), found
    assert sites.normalized(found) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "example.ru; frame-ancestors *",
        "example.ru;evil.ru",
        "http://example.ru/;script-src",
        "'self'.ru",
        '"example.ru"',
        "«example.ru»",
        "http://exam\nple.ru",
        "exam ple.ru",
        "example.ru\x00",
        "example.ru\x1b[1m",
        "*.example.ru",
        "http://example.ru\\@evil.ru",
        "<script>alert(1)</script>.ru",
        "http://user:secret@example.ru",
        "info@example.ru",
        "javascript:alert(1)",
        "javascript://example.ru/",
        "ftp://example.ru",
        "http://http://example.ru",
        "http:/example.ru",
        "://example.ru",
        "http://",
        "localhost",
        "127.0.0.1",
        "http://127.1/",
        "http://example.0x7f/",
        "http://１２７.0.0.1/",
        "http://[::1]/",
        "example.ru:0",
        "example.ru:65536",
        "example.ru:http",
        "example..ru",
        "-example.ru",
        "xn--abc.ru",
        "a" * 64 + ".ru",
    ],
)
def test_what_is_no_site_or_could_break_a_header_is_refused_in_words(cell):
    refusal = sites.parse(cell)
    assert isinstance(refusal, Message)
    assert str(refusal)


def test_a_person_sees_the_letters_of_the_address():
    assert [site.shown for site in sites.parse("http://соц-долгоруково.рф/ https://b.ru:8443/x") or ()] == [
        "соц-долгоруково.рф",
        "b.ru:8443/x",
    ]


@given(st.text(alphabet=string.printable + "яЯß。：／\u200b\u2028«;'\x00", max_size=60) | st.text(max_size=60))
def test_whatever_is_accepted_is_safe_in_a_header_and_stays_as_it_is(cell):
    found = sites.parse(cell)
    if isinstance(found, Message):
        return
    for site in found:
        assert site.host.isascii()
        assert not set(site.host) - set(string.ascii_lowercase + string.digits + "-.")
        assert site.address.isascii()
        assert not set(site.address) & set(" ;,'\"<>\\\t\r\n*")
    assert sites.parse(sites.normalized(found)) == found

"""The service answers to its own name only, and what it says of itself never comes from a request."""

import gzip
import itertools

import pytest

from tests.respondent import organization

OTHER = {"Host": "evil.example"}
PATHS = ("/", "/a/CODE", "/static/public.css", "/embed.js", "/office/login", "/nowhere", "/results")
STRANGE = (
    *("evil.example", "evil.example:443", "otklik.example.ru.evil.example", "otklik.example.ru,evil.example"),
    *("otklik.example.ru:444", "otklik.example.ru:80", "otklik.example.ru.", "user@otklik.example.ru", "127.0.0.1", ""),
)

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def code(session):
    return organization(session)


def named(make_app, address, **more):
    return make_app(public_url=address, **more).test_client()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://otklik.example.ru", "otklik.example.ru"),
        ("https://otklik.example.ru", "OTKLIK.example.ru:443"),
        ("https://otklik.example.ru/", "otklik.example.ru"),
        ("http://otklik.example.ru", "otklik.example.ru:80"),
        ("http://otklik.example.ru:8080", "otklik.example.ru:8080"),
        ("https://пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_by_its_own_name_it_answers(make_app, address, host):
    client = named(make_app, address)
    assert client.get("/", headers={"Host": host}).status_code == 200
    assert client.get("/").status_code == 200


def test_by_another_name_nothing_is_answered_but_that(make_app, code):
    client = named(make_app, "https://otklik.example.ru")
    client.get(f"/a/{code}")  # from now on it would be answered quickly
    for host, path in itertools.product(STRANGE, PATHS):
        answer = client.get(path.replace("CODE", code), headers={"Host": host}, buffered=True)
        assert (answer.status_code, answer.mimetype) == (400, "text/plain"), (host, path)
        assert "https://otklik.example.ru" in answer.text
        assert "evil" not in answer.text
        assert "Set-Cookie" not in answer.headers
    assert client.head("/", headers=OTHER).data == b""


def test_a_response_that_is_sent_by_another_name_is_not_stored(make_app, code):
    client = named(make_app, "https://otklik.example.ru")
    assert client.post(f"/a/{code}", data={"q1": "yes"}, headers=OTHER).status_code == 400


def test_monitors_may_ask_each_host_by_its_address(make_app):
    client = named(make_app, "https://otklik.example.ru")
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_the_name_that_a_trusted_proxy_tells_is_the_one_that_counts(make_app):
    trusting = named(make_app, "https://otklik.example.ru", trusted_proxy_hops="1")
    told = {"Host": "127.0.0.1:8000", "X-Forwarded-Host": "otklik.example.ru"}
    assert trusting.get("/", headers=told).status_code == 200
    assert trusting.get("/", headers=told | {"X-Forwarded-Host": "evil.example"}).status_code == 400
    assert named(make_app, "https://otklik.example.ru").get("/", headers=told).status_code == 400


def test_without_a_name_of_its_own_it_answers_to_all_and_repeats_none(make_app, code):
    client = make_app(trusted_proxy_hops="1").test_client()
    paths = ["/", "/results", "/data", "/office", "/office/organizations", "/embed", "/data/", "/favicon.ico"]
    paths += [f"/a/{code.lower()}", f"/A/{code}", f"/a/{code}", f"/a/{code}/embed", f"/o/{code}"]
    for path, told in itertools.product(paths, (OTHER, {"X-Forwarded-Host": "evil.example"}, {"Host": "<evil>"})):
        answer = client.get(path, headers=told)
        assert answer.status_code < 400, path
        assert "evil" not in answer.text, path
        assert "evil" not in str(answer.headers), path
        assert answer.headers.get("Location", "/").startswith("/"), path
    picture = client.get(f"/a/{code}/qr.svg", headers=OTHER)
    assert picture.data == client.get(f"/a/{code}/qr.svg").data


def test_no_redirect_of_the_router_leads_elsewhere(client):
    for path in ("//evil.example/results", "//evil.example", "/results", "//evil.example//office"):
        location = client.open(environ_overrides={"PATH_INFO": path}).headers.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")


def test_a_quick_page_does_not_repeat_it_either(client, code):
    for _time in range(2):
        page = client.get(f"/a/{code}", headers=OTHER | {"Accept-Encoding": "gzip"})
        assert b"evil" not in gzip.decompress(page.data)

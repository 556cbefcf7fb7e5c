"""Every answer says what a page may load and do, and no page needs more: there is no inline script, no inline style."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.respondent import organization
from tests.web.office.conftest import Visitor, account, operator  # noqa: F401

SERVICE = "https://otklik.example.org"
TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
FIRST = ("/", "/office/", "/embed", "/embed.js", "/banner.png", "/favicon.ico", "/healthz", "/readyz")
MOST_OF_A_KIND = 2
"""How many addresses of one rule a walk looks at."""

INLINE = re.compile(r"""<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+\s*=|["']\s*javascript:""", re.IGNORECASE)
OF_JINJA = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
FILLED = {"int:": "1", "any(": "png", "path:": "nothing", "": "nothing"}
ANSWERS = (
    ("GET", "/nowhere", 404),
    ("GET", "/static/public.css", 200),
    ("GET", "/static/nothing", 404),
    ("GET", "/static/%2e%2e/app.py", 404),
    ("GET", "/results", 308),
    ("GET", "/a/zzzzz/embed", 404),
    ("GET", "/?q=%00", 400),
    ("GET", "/office/", 303),
    ("GET", "/office/nothing", 404),
    ("POST", "/office/login", 400),
    ("DELETE", "/", 405),
    ("OPTIONS", "/", 200),
    ("HEAD", "/", 200),
)

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def https(make_app):
    return make_app(public_url=SERVICE)


def is_safe(answer: TestResponse) -> None:
    said = answer.headers
    where = answer.request.path
    assert said["X-Content-Type-Options"] == "nosniff", where
    assert said["Referrer-Policy"] in ("same-origin", "no-referrer"), where
    assert "camera=()" in said["Permissions-Policy"], where
    assert said["Strict-Transport-Security"] == "max-age=31536000", where
    assert said["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert said["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin"), where
    policy = dict(part.split(" ", 1) for part in said["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'", where
    assert "frame-ancestors" in policy, where
    assert "unsafe" not in policy.get("script-src", ""), where
    if answer.mimetype == "text/html":
        assert policy["script-src"] == policy["style-src"] == "'self'", where
        assert said["Cross-Origin-Resource-Policy"] == "same-origin", where
        has_nothing_inline(answer)
    if answer.mimetype.startswith("text/"):
        assert answer.mimetype_params["charset"] == "utf-8", where


def has_nothing_inline(answer: TestResponse) -> None:
    page = BeautifulSoup(answer.text, "html.parser")
    assert not page.select("style, [style], script:not([src])"), answer.request.path
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], (answer.request.path, tag.name)
        assert not str(tag.get("href") or tag.get("action") or "").lower().startswith("javascript:")


def walk(app: Flask, client: FlaskClient, first: list[str]) -> dict[str, list[TestResponse]]:
    """What is answered at the addresses that pages lead to, a few of each rule; of a rule none leads to, nonsense's."""
    found: dict[str, list[TestResponse]] = {}
    rules = app.url_map.bind("otklik.example.org")
    waiting, seen = list(first), set(first)
    while waiting:
        address = waiting.pop(0)
        endpoint = rules.match(urlsplit(address).path)[0]
        answers = found.setdefault(endpoint, [])
        if len(answers) >= MOST_OF_A_KIND:
            continue
        answers.append(client.get(address, buffered=True))
        for link in links(answers[-1]):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in found and "GET" in (rule.methods or ()):
            found[rule.endpoint] = [client.get(re.sub(r"<([a-z]+[:(])?[^>]*>", filled, rule.rule))]
    return found


def filled(part: re.Match[str]) -> str:
    return FILLED[part[1] or ""]


def links(answer: TestResponse) -> list[str]:
    if answer.location:
        return [answer.location]
    if answer.mimetype != "text/html":
        return []
    page = BeautifulSoup(answer.text, "html.parser")
    told = [tag.get("href") or tag.get("src") for tag in page.select("a[href], img[src], link[href], script[src]")]
    return [link.partition("#")[0] for link in told if link.startswith("/") and "//" not in link]


def test_every_page_of_the_house_is_safe_and_has_nothing_inline(https, account):  # noqa: F811
    account()
    made = https.test_cli_runner().invoke(args=["demo", "--organizations", "6", "--responses", "150", "--seed", "5"])
    assert made.exit_code == 0, made.output
    visitor = Visitor(https)
    visitor.sign_in()
    code = https.test_cli_runner().invoke(args=["organizations"]).output.split("\t")[0]
    first = [*FIRST, *(f"/a/{code}{place}" for place in ("", "/embed", "/kiosk", "/thanks", "/qr.svg", "/poster.pdf"))]
    found = walk(https, visitor.client, first)
    for answers in found.values():
        for answer in answers:
            is_safe(answer)
    pages = [answer for answers in found.values() for answer in answers if answer.status_code == 200]
    assert len({answer.request.path for answer in pages}) > 60


def test_errors_redirects_and_files_are_safe_as_well(https):
    client = https.test_client()
    for method, path, status in ANSWERS:
        answer = client.open(path, method=method, buffered=True)
        assert answer.status_code == status, path
        is_safe(answer)


def test_what_is_quick_unchanged_or_too_large_is_safe_as_well(https, session):
    code, client = organization(session), https.test_client()
    for _time in range(2):  # the second one is quick
        is_safe(client.get(f"/a/{code}"))
    tag = client.get("/embed.js").headers["ETag"]
    unchanged = client.get("/embed.js", headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert unchanged.headers["X-Content-Type-Options"] == "nosniff"
    too_large = client.post(f"/a/{code}", data={"q16": "я" * 200_000})
    assert too_large.status_code == 413
    is_safe(too_large)


def test_other_sites_may_load_what_is_made_for_them_and_nothing_else(https, session):
    code, client = organization(session), https.test_client()
    for path in ("/embed.js", "/banner.png", "/static/public.css", f"/a/{code}/qr.png"):
        assert client.get(path, buffered=True).headers["Cross-Origin-Resource-Policy"] == "cross-origin", path
    for path in ("/", f"/a/{code}", f"/a/{code}/embed", "/office/login", "/data/", f"/a/{code}/poster.pdf"):
        assert client.get(path, buffered=True).headers["Cross-Origin-Resource-Policy"] == "same-origin", path


def test_without_https_nothing_is_promised_for_it(client):
    assert not {"Strict-Transport-Security", "Cross-Origin-Opener-Policy"} & set(client.get("/").headers.keys())


def test_no_template_has_an_inline_script_or_style():
    sources = {path.name: OF_JINJA.sub("", path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert not {name: found for name, source in sources.items() if (found := INLINE.findall(source))}
    assert INLINE.search('<a onclick="x()">')

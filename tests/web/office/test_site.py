"""What an organization pastes into its site: snippets that work, who may frame, a site that is entered here."""

import html
import re

import pytest

from surveys.domain.registry import Record
from surveys.store import organizations
from tests.printed import codes, document, text
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, put

LIST = "/office/organizations"
TRICKY = Record('Дом "Сосны" <script> & сад', municipality="Город Н.", line=3)


def snippets(page):
    found = re.findall(r'<textarea class="govuk-textarea code" id="(\w+)"[^>]*>\n(.*?)</textarea>', page.text, re.S)
    return {name: html.unescape(written) for name, written in found}


def test_the_three_snippets_are_whole_html_that_leads_to_the_organization(office, session, client):
    (code,) = put(session, HOME)
    made = snippets(office.get(f"{LIST}/{code}/site"))
    home = "http://127.0.0.1:8000"
    assert made["script"] == f'<script src="{home}/embed.js" data-organization="{code}" async></script>'
    assert made["frame"] == (
        f'<iframe src="{home}/a/{code}/embed" title="Анкета о качестве услуг: Сосны" width="100%" height="900"'
        ' style="border:0" loading="lazy"></iframe>'
    )
    assert made["link"] == (
        f'<a href="{home}/a/{code}"><img src="{home}/banner.png" width="300" height="80"'
        ' alt="Оцените качество услуг. Анонимная анкета, 5 минут"></a>'
    )
    for path in ("/embed.js", f"/a/{code}/embed", f"/a/{code}", "/banner.png"):
        assert client.get(path).status_code == 200


def test_a_name_cannot_break_out_of_a_snippet_or_the_page(office, session):
    (code,) = put(session, TRICKY)
    page = office.get(f"{LIST}/{code}/site")
    assert 'title="Анкета о качестве услуг: Дом &quot;Сосны&quot; &lt;script&gt; &amp; сад"' in snippets(page)["frame"]
    assert "<script> &" not in page.text


def test_only_this_page_may_hold_a_frame_and_only_of_our_own(office, session):
    (code,) = put(session, HOME)
    policy = office.get(f"{LIST}/{code}/site").headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-src" not in office.get(f"{LIST}/{code}").headers.get("Content-Security-Policy", "")
    ancestors = office.get(f"/a/{code}/embed").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in ancestors


def test_a_site_that_is_entered_here_may_frame_at_once(office, session, client, written):
    (code,) = put(session, HOME)
    address = f"{LIST}/{code}/site"
    page = office.get(address)
    assert "Сайт организации неизвестен" in words(page)
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    assert "xn--" not in client.get(f"/a/{code}/embed").headers["Content-Security-Policy"]
    assert office.send(address, site="HTTPS://Пример.рф:8443/путь?x", seen=seen).status_code == 303
    said = words(office.get(address))
    assert "пример.рф:8443 www.пример.рф:8443" in said
    policy = client.get(f"/a/{code}/embed").headers["Content-Security-Policy"]
    assert "https://xn--e1afmkfd.xn--p1ai:8443" in policy
    session.rollback()
    session.expire_all()
    kept = organizations.by_code(session, code)
    assert kept.site == "https://xn--e1afmkfd.xn--p1ai:8443/%D0%BF%D1%83%D1%82%D1%8C?x"
    assert (kept.name, [entry.form for entry in kept.forms]) == (HOME.name, ["stationary"])
    assert ("anna@example.org", "change organization", f"{code}: site") in written()


@pytest.mark.parametrize(
    "site", ["пример", "http://10.0.0.1", "a.ru;b.ru", "exam ple", "http://[::1]/", "ftp://a.ru", "a.ru\n'self'"]
)
def test_what_is_no_site_is_refused_in_words_and_kept_in_the_field(office, session, site):
    (code,) = put(session, HOME)
    address = f"{LIST}/{code}/site"
    seen = re.search(r'name="seen" value="([^"]+)"', office.get(address).text)[1]
    page = office.send(address, site=site, seen=seen)
    assert page.status_code == 422
    assert 'id="site-error"' in page.text
    assert html.escape(site.split("\n", maxsplit=1)[0], quote=False) in page.text
    session.rollback()
    assert organizations.by_code(session, code).site == ""


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        ("https://otklik.example.ru", None),
        ("http://otklik.example.ru", "без https"),
        ("https://localhost:8443", "только на этом компьютере"),
        ("http://192.168.1.5", "только на этом компьютере"),
    ],
)
def test_it_warns_of_an_address_that_does_not_serve(make_app, visit, session, operator, address, warning):
    from tests.web.office.conftest import Visitor

    (code,) = put(session, CENTRE)
    browser = Visitor(make_app(public_url=address))
    browser.sign_in()
    page = browser.get(f"{LIST}/{code}/site")
    assert f"{address}/embed.js" in page.text
    said = words(page)
    for sentence in ("без https", "только на этом компьютере"):
        assert (sentence in said) == (sentence == warning)


def test_the_instruction_is_one_page_with_all_that_the_editor_needs(office, session):
    (code, bare) = put(session, CENTRE, TRICKY)
    sent = office.get(f"{LIST}/{code}/instruction.pdf")
    assert sent.mimetype == "application/pdf"
    (page,) = document(sent.data)
    said = text(page)
    assert f'data-organization="{code}" async></script>' in said
    assert "bereza.ru, www.bereza.ru" in said
    assert codes(page)[0].text.endswith(f"/A/{code}")
    (page,) = document(office.get(f"{LIST}/{bare}/instruction.pdf").data)
    assert "Сначала сообщите его" in text(page)


def test_the_banner_is_kept_by_browsers_and_other_sites_may_show_it(client):
    first = client.get("/banner.png")
    assert first.mimetype == "image/png"
    assert len(first.data) < 12_000
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in first.headers
    again = client.get("/banner.png", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304

"""Who may frame what: a header that browsers obey, for each organization's own sites and nobody else's."""

import gzip
import re

import pytest
from sqlalchemy import select

from models import Organization, Response
from surveys.domain.registry import Listing, Record
from surveys.store import database, organizations
from tests.conftest import ROOT
from tests.respondent import organization, send, sheet

SITE = "http://www.xn--e1afmkfd.xn--p1ai:8080/anketa https://sosny.example/"


@pytest.fixture
def code(session):
    return organization(session, site=SITE)


def ancestors(answer):
    (found,) = re.findall(r"frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])
    return found.split()


def origins(host, port=""):
    return {f"{scheme}://{www}{host}{port}" for scheme in ("http", "https") for www in ("", "www.")}


def test_exact_origins_of_the_registered_sites_and_no_others(client, code):
    expected = {"'self'"} | origins("xn--e1afmkfd.xn--p1ai", ":8080") | origins("sosny.example")
    shown = client.get(f"/a/{code}/embed")
    refused = client.post(f"/a/{code}/embed", data={"ticket": "nonsense"})
    assert refused.status_code == 422
    for answer in (shown, refused, client.get(f"/a/{code}/embed/thanks")):
        assert set(ancestors(answer)) == expected
        assert "Set-Cookie" not in answer.headers


def test_every_other_page_is_framed_by_nobody(client, code):
    pages = [f"/a/{code}", f"/a/{code}/thanks", f"/o/{code}", "/", "/privacy", "/results/", "/office/login", "/nowhere"]
    for page in [*pages, f"/a/{code}/qr.svg", f"/a/{code}/poster.pdf", "/embed.js", "/static/frame.js"]:
        with client.get(page) as answer:
            assert ancestors(answer) == ["'none'"], page


def test_a_changed_site_counts_at_once(client, session, code):
    client.get(f"/a/{code}/embed")
    record = Record(name="Дом-интернат «Сосны»", municipality="Город Н.", site="https://eli.example/")
    with database.writing(session):
        organizations.register(session, Listing([record], columns={"name": "name", "site": "site"}))
    assert set(ancestors(client.get(f"/a/{code}/embed"))) == {"'self'"} | origins("eli.example")


def test_without_a_site_only_the_office_s_preview_may(client, session):
    assert ancestors(client.get(f"/a/{organization(session)}/embed")) == ["'self'"]


def test_the_authority_s_sites_may_frame_every_questionnaire(make_app, session, code):
    client = make_app(embed_sites="минсоц.рф").test_client()
    authority = origins("минсоц.рф".encode("idna").decode())
    assert set(ancestors(client.get("/embed"))) == {"'self'"} | authority
    assert authority < set(ancestors(client.get(f"/a/{code}/embed")))


def test_a_code_that_nobody_has_is_a_notice_that_anybody_may_show(client):
    answer = client.get("/a/N0NE/embed")
    assert answer.status_code == 404
    assert {"http:", "https:"} <= set(ancestors(answer))
    assert "N0NE" in answer.text
    assert "<form" not in answer.text


def test_what_is_filled_in_in_a_frame_is_stored_by_this_channel(client, session, code):
    form = sheet(client.get(f"/a/{code}/embed").text)
    assert form.action == f"/a/{code}/embed"
    answer = send(client, form)
    assert (answer.status_code, answer.location) == (303, f"/a/{code}/embed/thanks")
    assert 'id="thanks"' in client.get(answer.location).text
    assert session.scalars(select(Response.channel)).all() == ["embed"]


def test_the_channel_of_a_frame_is_not_said_by_the_address(client, code):
    assert sheet(client.get(f"/a/{code}/embed?s=qr").text).fields["ticket"].split("/")[2] == "embed"


@pytest.mark.parametrize("page", ["embed", "embed/thanks"])
def test_links_that_leave_the_questionnaire_open_beside_it(client, code, page):
    text = client.get(f"/a/{code}/{page}").text
    for link in re.findall(r"<a [^>]*href=\"[^#\"][^>]*>", text):
        inside = f'href="/a/{code}/embed' in link
        assert inside != ('target="_blank"' in link), link


def test_the_loader_is_small_and_kept_for_an_hour(client):
    answer = client.get("/embed.js")
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert len(answer.data) <= 2048
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_frame_adds_at_most_two_kilobytes_to_the_page():
    added = sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in ("embed.js", "frame.js"))
    assert added <= 2048


def test_organizations_are_many_and_the_header_stays_one_line(client, session):
    sites = " ".join(f"https://s{n}.example" for n in range(15))
    made = organization(session, "Дом «Много сайтов»", site=sites)
    answer = client.get(f"/a/{made}/embed")
    assert len(ancestors(answer)) == 1 + 15 * 4
    assert session.scalar(select(Organization.site).where(Organization.code == made)) == sites

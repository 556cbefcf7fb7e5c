"""The quick answer to a plain visit is the one that the application gives, but for the ticket."""

import gzip
import re
from datetime import datetime

import pytest
from sqlalchemy import update

from models import Organization
from surveys.store import database
from surveys.web.quick import QuickSheets
from tests.respondent import a_round, open_sheet, organization, send

TICKET = re.compile(r'(?<=name="ticket" value=")[^"]+')
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def code(session, app):
    made = organization(session, name="Дом «Сосны» & <Ели>")
    a_round(session, datetime.now(app.extensions["settings"].zone).date())
    return made


@pytest.fixture
def quick(monkeypatch):
    """The answers that were quick."""
    given = []
    own = QuickSheets._ready

    def ready(self, *asked):
        answer = own(self, *asked)
        given.extend([answer] if answer is not None else [])
        return answer

    monkeypatch.setattr(QuickSheets, "_ready", ready)
    return given


def page_of(answer):
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.data) if packed else answer.data).decode()


@pytest.mark.parametrize("query", ["", "?s=qr"])
@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["plain", "gzip"])
def test_a_quick_answer_is_the_application_s(client, code, quick, query, headers):
    first = client.get(f"/a/{code}{query}", headers=headers)
    assert not quick
    again = client.get(f"/a/{code}{query}", headers=headers)
    assert len(quick) == 1
    assert TICKET.sub("", page_of(again)) == TICKET.sub("", page_of(first))
    assert TICKET.search(page_of(again))[0] != TICKET.search(page_of(first))[0]
    assert dict(again.headers) | {"Content-Length": 0} == dict(first.headers) | {"Content-Length": 0}
    assert int(again.headers["Content-Length"]) == len(again.data)


@pytest.mark.parametrize("query", ["?lang=en", "?view=contrast", "?s=qr"])
def test_a_compressed_page_is_the_page(client, code, query):
    plain, packed = client.get(f"/a/{code}{query}"), client.get(f"/a/{code}{query}", headers=BROWSER)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert TICKET.sub("", page_of(packed)) == TICKET.sub("", page_of(plain))


@pytest.mark.parametrize("channel", ["link", "qr"])
def test_what_was_opened_quickly_is_stored_by_its_channel(client, code, quick, channel):
    query = "" if channel == "link" else "?s=qr"
    client.get(f"/a/{code}{query}")
    form = open_sheet(client, code, query)
    assert len(quick) == 1
    assert send(client, form).status_code == 303
    assert form.fields["ticket"].split("/")[2] == channel


@pytest.mark.parametrize("address", ["?lang=en", "?view=contrast", "?s=else", "/thanks", "/", "%2F"])
def test_whatever_is_not_so_plain_is_the_application_s(client, code, quick, address):
    client.get(f"/a/{code}")
    client.get(f"/a/{code}{address}")
    client.head(f"/a/{code}")
    client.get(f"/a/{code}", headers={"Accept-Encoding": "gzip;q=0, identity"})
    client.get(f"/a/{code}", headers={"Accept-Encoding": "br"})
    client.get(f"/a/{code.lower()}")
    assert not quick


def test_a_new_name_shows_once_the_old_is_forgotten(client, session, code, quick, monkeypatch):
    client.get(f"/a/{code}")
    with database.writing(session):
        session.execute(update(Organization).values(name="Дом «Берёзы»"))
    monkeypatch.setattr("surveys.store.assessments.Receptions.SECONDS", 0)
    assert "Дом «Берёзы»" in client.get(f"/a/{code}").text
    assert not quick

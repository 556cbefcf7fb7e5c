"""What an organization prints, fetched as a browser fetches it; and where the code on the wall leads."""

import io

import pytest
from PIL import Image

from surveys.store import database, organizations
from tests.printed import OFFICIAL, codes, document, read, size, text
from tests.respondent import CONTENT, organization, send, sheet

FILES = ("qr.svg", "qr.png", "poster.pdf", "poster.pdf?size=a5", "poster.pdf?size=cards", "paper.pdf")


@pytest.fixture
def code(session):
    return organization(session, OFFICIAL)


@pytest.fixture
def abroad(make_app):
    """The service under its public address."""
    named = {"operator_name": "АНО «Центр»", "operator_contact": "nok@example.ru"}
    return make_app(public_url="https://otklik.example.ru", **named).test_client()


def test_the_code_leads_to_the_questionnaire_which_knows_that_one_came_by_a_code(client, code):
    (found,) = read(Image.open(io.BytesIO(client.get(f"/a/{code}/qr.png").data)))
    assert found.text == f"http://127.0.0.1:8000/A/{code}"
    onward = client.get(found.text.removeprefix("http://127.0.0.1:8000"))
    assert onward.status_code == 302
    assert onward.headers["Cache-Control"] == "no-store"
    assert onward.headers["Location"] == f"/a/{code}?s=qr"
    form = sheet(client.get(onward.headers["Location"]).text)
    assert send(client, form, CONTENT).status_code == 303
    assert form.action == f"/a/{code}?s=qr"


def test_the_way_from_the_camera_forgives_a_typed_code_and_keeps_the_language(client, code):
    assert client.get(f"/A/{code.lower()}").headers["Location"] == f"/a/{code}?s=qr"
    assert client.get(f"/A/{code}?lang=en&view=contrast").headers["Location"] == f"/a/{code}?s=qr&lang=en&view=contrast"


@pytest.mark.parametrize("path", ["/A/ZZZZZ", *(f"/a/ZZZZZ/{file}" for file in FILES)])
def test_an_unknown_code_is_said_in_words(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    assert "ZZZZZ" in reply.text
    assert 'role="search"' in reply.text


@pytest.mark.parametrize("file", FILES)
def test_a_code_in_small_letters_leads_to_the_one_address(client, code, file):
    reply = client.get(f"/a/{code.lower()}/{file}")
    assert reply.status_code == 308
    assert reply.headers["Location"] == f"/a/{code}/{file}"


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("encoding", ["identity", "gzip, br"])
def test_a_file_is_not_sent_again_as_long_as_it_is_the_same(client, code, file, encoding):
    first = client.get(f"/a/{code}/{file}", headers={"Accept-Encoding": encoding})
    assert first.status_code == 200
    assert first.headers["Cache-Control"] in ("no-cache", "public, max-age=86400")
    again = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    assert client.get(f"/a/{code}/{file}", headers=again).status_code == 304
    assert not first.headers.getlist("Set-Cookie")


@pytest.mark.parametrize(
    ("query", "millimetres", "name"),
    [("", (210, 297), "a4"), ("?size=A5", (148, 210), "a5"), ("?size=cards", (210, 297), "cards")],
)
def test_posters_are_for_the_public_address(abroad, code, query, millimetres, name):
    reply = abroad.get(f"/a/{code}/poster.pdf{query}")
    assert reply.mimetype == "application/pdf"
    assert reply.headers["Content-Disposition"] == f'inline; filename="otklik-{code}-{name}.pdf"'
    (page,) = document(reply.data)
    assert size(page) == millimetres
    assert {found.text for found in codes(page, 300)} == {f"https://OTKLIK.EXAMPLE.RU/A/{code}"}
    assert f"otklik.example.ru/a/{code}" in text(page)
    assert name == "cards" or "Опрос проводит АНО «Центр»." in text(page)


def test_a_size_that_we_do_not_print_is_said_in_words(client, code):
    reply = client.get(f"/a/{code}/poster.pdf?size=a0")
    assert reply.status_code == 404
    assert "a4, a5, cards" in reply.text


def test_the_paper_questionnaire_comes_in_russian_and_in_english(client, code):
    russian, english = (document(client.get(f"/a/{code}/paper.pdf{query}").data) for query in ("", "?lang=en"))
    assert "Анкета о качестве условий оказания услуг" in text(russian[0])
    assert "Questionnaire on the quality of service conditions" in text(english[0])
    assert len(russian) == len(english) == 2


def test_the_svg_is_named_and_the_page_does_not_show_it_on_the_screen(client, code):
    reply = client.get(f"/a/{code}/qr.svg")
    assert reply.mimetype == "image/svg+xml"
    assert "QR-код анкеты: " in reply.text
    image = next(line for line in client.get(f"/a/{code}").text.splitlines() if "qr.svg" in line)
    assert 'loading="lazy"' in image
    assert 'class="on-paper"' in image


def test_a_name_that_changes_is_on_the_next_poster(client, code, session):
    before = client.get(f"/a/{code}/poster.pdf").headers["ETag"]
    application = client.application
    application.extensions["receptions"]._known.clear()
    with database.writing(session):
        organizations.by_code(session, code).name = "Дом «Новое имя»"
    reply = client.get(f"/a/{code}/poster.pdf", headers={"If-None-Match": before})
    assert reply.status_code == 200
    assert "Новое имя" in text(document(reply.data)[0])

"""Charts of approved results in public: for everybody, of nothing that is not approved or tells of few people."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from surveys.domain.registry import Form
from surveys.web import publication, result_charts
from tests import region
from tests.test_charts import words_of
from tests.web.office.conftest import Client

HOMES = [
    *region.homes(6),
    region.Home("Малый приют", responses=4),
    region.Home("Тихий дом", answers={"q7": (3, 17), "q8": (2, 1)}),
    region.Home("Надомный центр", forms=(Form.AT_HOME,), municipality="Район"),
]
ADDRESS = "/results/{id}/charts/ranking.svg"


@pytest.fixture
def client(app):
    return Client(app, app.response_class)


@pytest.fixture
def round_id(session):
    found = region.approved(session, HOMES)
    session.rollback()
    return found


@pytest.fixture
def codes(session, round_id):
    found = region.registered(session, HOMES)
    session.rollback()
    return found


def image(client, address):
    """The words of an image that everybody can open."""
    found = client.get(address)
    assert (found.status_code, found.mimetype) == (200, "image/svg+xml"), address
    return words_of(found.data)


def numbers(words):
    return re.findall(r"\d+,\d\d", words)


def test_nothing_is_drawn_before_the_approval_and_all_right_after(client, session):
    made = region.collected(session, HOMES)
    code = region.registered(session, HOMES)["Дом 01"]
    session.rollback()
    addresses = [f"/results/{made}/charts/{kind}.svg" for kind in ("ranking", "distribution")]
    addresses += [f"/o/{code}/charts/profile.svg", f"/o/{code}/charts/profile.png?in={made}"]
    for address in addresses:
        assert client.get(address).status_code == 404
    region.approve(session, made, date(2025, 4, 1))
    session.rollback()
    for address in addresses:
        assert client.get(address).status_code == 200


def test_the_ranking_has_every_total_that_is_told_and_no_other(client, round_id):
    said = image(client, ADDRESS.format(id=round_id))
    assert "Дом 02" in said
    assert "99,50" in said
    assert "Тихий дом" in said
    assert "Малый приют" not in said


def test_of_fewer_than_five_responses_no_figure_is_in_any_chart(client, session, round_id, codes):
    said = image(client, f"/o/{codes['Малый приют']}/charts/profile.svg?lang=ru")
    assert said.count("не показано") == 20
    own = {one.code: one for one in region.rating(session, round_id)}[codes["Малый приют"]]
    assert own.total.value is not None
    told = {one.code: one for one in publication.of_round(region.round_of(session, round_id)).organizations}
    means = result_charts.of_organization(
        publication.of_round(region.round_of(session, round_id)), told[codes["Малый приют"]], []
    )[0].table.rows
    assert {cells[0] for _name, cells in means} == {"не показано"}
    assert {cells[2] for _name, cells in means} == {"–"}


def test_a_share_of_few_people_is_a_word_with_what_would_tell_it(client, codes):
    said = image(client, f"/o/{codes['Тихий дом']}/charts/profile.svg")
    assert said.count("не показано") == 4


def test_a_part_of_a_round_is_asked_for_by_form_and_municipality(client, round_id):
    of_form = image(client, ADDRESS.format(id=round_id) + "?form=at_home")
    assert "Надомный центр" in of_form
    assert "Дом 01" not in of_form
    of_place = image(client, ADDRESS.format(id=round_id) + "?municipality=Город Н.&form=stationary")
    assert "Дом 01" in of_place
    assert "Надомный центр" not in of_place
    assert client.get(ADDRESS.format(id=round_id) + "?municipality=Район&form=stationary").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/results/{id}/charts/nothing.svg",
        "/results/{id}/charts/profile.svg",
        "/results/{id}/charts/ranking.pdf",
        "/results/{id}/charts/ranking.svg?form=none",
        "/results/{id}/charts/ranking.svg?municipality=Нигде",
        "/results/{id}/charts/ranking.svg?layout=huge",
        "/results/{id}/charts/ranking.svg?decision=2",
        "/results/{id}/charts/ranking.svg?decision=x",
        "/results/0/charts/ranking.svg",
        "/results/99/charts/ranking.svg",
        "/o/{code}/charts/course.svg",
        "/o/{code}/charts/profile.svg?in=99",
        "/o/{code}/charts/profile.svg?in=١",
        "/o/{code}/charts/profile.svg?decision=7",
        "/o/ZZZZZ/charts/profile.svg",
    ],
)
def test_what_there_is_not_is_not_drawn(client, round_id, codes, address):
    assert client.get(address.format(id=round_id, code=codes["Дом 01"])).status_code == 404


@pytest.mark.parametrize("accepts", [None, "gzip, br"])
def test_a_browser_asks_again_and_is_told_that_nothing_has_changed(client, round_id, accepts):
    headers = {"Accept-Encoding": accepts} if accepts else {}
    first = client.get(ADDRESS.format(id=round_id), headers=headers)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    tag = first.headers["ETag"]
    again = client.get(ADDRESS.format(id=round_id), headers=headers | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(ADDRESS.format(id=round_id) + "?form=at_home", headers=headers | {"If-None-Match": tag})
    assert other.status_code == 200


def test_what_an_address_says_besides_does_not_make_another_picture(client, round_id):
    plain = client.get(ADDRESS.format(id=round_id))
    more = client.get(ADDRESS.format(id=round_id) + "?view=contrast&x=1&sort=name&q=дом")
    assert more.headers["ETag"] == plain.headers["ETag"]
    english = client.get(ADDRESS.format(id=round_id) + "?lang=en")
    assert english.headers["ETag"] != plain.headers["ETag"]
    assert "Mean of all" in words_of(english.data)


def test_a_correction_is_drawn_and_the_earlier_decision_stays_to_be_seen(client, session, round_id, codes):
    before = numbers(image(client, f"/o/{codes['Дом 01']}/charts/profile.svg"))
    region.mark(session, round_id, codes["Дом 01"], "comfort_rest", "0")
    region.mark(session, round_id, codes["Дом 01"], "comfort_water", "0")
    region.mark(session, round_id, codes["Дом 01"], "comfort_toilets", "0")
    region.approve(session, round_id, date(2025, 5, 1), "8", "Ошибка в чек-листе")
    session.rollback()
    now = numbers(image(client, f"/o/{codes['Дом 01']}/charts/profile.svg"))
    assert now != before
    assert numbers(image(client, f"/o/{codes['Дом 01']}/charts/profile.svg?in={round_id}&decision=1")) == before


def test_a_course_is_drawn_over_the_rounds_and_carries_what_is_not_told(client, session, round_id, codes):
    region.approved(session, [region.Home("Малый приют"), region.Home("Дом 01")], 2024)
    session.rollback()
    said = image(client, f"/o/{codes['Малый приют']}/charts/course.svg")
    assert "100,00" in said
    assert "не показано" in said
    assert said.rindex("2024") < said.rindex("2025")
    assert numbers(said) == ["100,00"]


def test_every_address_that_a_page_is_given_leads_to_its_picture(app, client, session, round_id, codes):
    region.approved(session, HOMES[:3], 2024)
    session.rollback()
    with app.test_request_context("/?lang=en"):
        found = region.round_of(session, round_id)
        published = publication.of_round(found)
        one = publication.organization(found, codes["Дом 01"])
        figures = [
            *result_charts.of_round(published, Form.STATIONARY, "Город Н."),
            *result_charts.of_organization(published, one, publication.history(one.code)),
        ]
        told = [
            (figure.address(form, layout), figure.size(layout))
            for figure in figures
            for form, layout in (("svg", "page"), ("svg", "phone"), ("png", "sheet"))
        ]
    assert len(told) == 12
    for address, size in told:
        picture = client.get(address)
        assert picture.status_code == 200, address
        if "svg" in picture.mimetype:
            width = ElementTree.fromstring(picture.data).get("viewBox").split()[2]
            assert float(width) * 96 / 72 == pytest.approx(size[0], abs=1)


def test_strangers_cannot_keep_all_of_us_busy_with_drawing(client, round_id):
    client.get(ADDRESS.format(id=round_id))
    for _ in range(result_charts.MOST_AT_ONCE):
        assert result_charts._drawing.acquire(blocking=False)
    try:
        assert client.get(ADDRESS.format(id=round_id)).status_code == 200
        busy = client.get(ADDRESS.format(id=round_id) + "?lang=en")
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) > 0
    finally:
        for _ in range(result_charts.MOST_AT_ONCE):
            result_charts._drawing.release()
    assert client.get(ADDRESS.format(id=round_id) + "?lang=en").status_code == 200

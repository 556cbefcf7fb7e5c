"""Charts of results in the office: preliminary ones for those who read results, and for nobody else."""

import re
from datetime import date

import pytest

from surveys.web.counting import approved, preliminary
from surveys.web.office import result_images
from tests import region
from tests.test_charts import words_of

HOMES = [*region.homes(3), region.Home("Малый приют", responses=4)]


def numbers(words):
    return re.findall(r"\d+,\d\d", words)


@pytest.fixture
def open_round(session):
    found = region.collected(session, HOMES)
    session.rollback()
    return found


@pytest.mark.parametrize("role", ["operator", "council", "authority"])
def test_preliminary_charts_are_for_those_who_read_results(visitor, account, open_round, session, role):
    account(role=role)
    visitor.sign_in()
    code = region.registered(session, HOMES)["Малый приют"]
    session.rollback()
    address = f"/office/rounds/{open_round}/results/chart"
    ranking = visitor.get(f"{address}/ranking.svg")
    assert "Малый приют" in words_of(ranking.data)
    assert ranking.headers["Cache-Control"] == "private, no-cache"
    profile = visitor.get(f"{address}/profile.svg?code={code}")
    assert "100,00" in words_of(profile.data)
    again = visitor.client.get(f"{address}/ranking.svg", headers={"If-None-Match": ranking.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("nothing.svg", "profile.svg", "profile.svg?code=ZZZZZ", "course.svg?code=" + code):
        assert visitor.get(f"{address}/{wrong}").status_code == 404
    assert visitor.get("/office/rounds/0/results/chart/ranking.svg").status_code == 404


def test_preliminary_charts_are_not_for_others(visit, account, open_round):
    address = f"/office/rounds/{open_round}/results/chart/ranking.svg"
    stranger = visit()
    assert stranger.get(address).status_code == 303
    account("org@example.org", role="organization")
    member = visit()
    member.sign_in("org@example.org")
    assert member.get(address).status_code == 403
    assert stranger.get(f"/results/{open_round}/charts/ranking.svg").status_code == 404


def test_the_offices_addresses_lead_to_what_its_page_shows(app, visitor, operator, session, open_round):
    region.approve(session, open_round, date(2025, 4, 1))
    codes = region.registered(session, HOMES)
    region.mark(session, open_round, codes["Дом 02"], "comfort_rest", "0")
    region.mark(session, open_round, codes["Дом 02"], "comfort_water", "0")
    region.mark(session, open_round, codes["Дом 02"], "comfort_booking", "0")
    session.rollback()
    visitor.sign_in()
    shown = []
    for path, count in (("/office/?now=1", preliminary), ("/office/", approved)):
        with app.test_request_context(path):
            results = count(region.round_of(session, open_round))
            figures = result_images.of_organization(results, results.by_code[codes["Дом 02"]])
            shown.append(figures[0].address("svg", "page"))
        session.rollback()
    now, then = (numbers(words_of(visitor.get(address).data)) for address in shown)
    assert now != then

"""Open data: the approved results as files for everybody, with what their columns say; nothing before approval."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from models import Organization
from surveys.domain.registry import Form
from surveys.store import database, direct, organizations, tallies
from tests import region
from tests.region import Home, homes

FILES = ("organizations.csv", "organizations.json")


def table(client, round_id, query=""):
    """The CSV's rows by the organizations' names."""
    text = client.get(f"/data/{round_id}/organizations.csv{query}").data.decode("utf-8-sig")
    return {row["organization"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def plain(page):
    return page.text.replace("\xa0", " ")


def document(client, round_id, query=""):
    return json.loads(client.get(f"/data/{round_id}/organizations.json{query}").text)


@pytest.fixture
def round_id(session):
    members = [
        Home("Дом 01", forms=(Form.STATIONARY, Form.AT_HOME), municipality="Елец", recipients=100),
        Home("=Дом; 02", answers={"q15": (10, 10)}),
        Home("Четверо", responses=4),
        Home("Трое инвалидов", answers={"q7": (3, 17), "q8": (1, 2), "q15": (5, 15)}),
        Home("Никто", responses=0),
    ]
    return region.approved(session, members)


def test_before_approval_there_is_a_page_that_says_why(client, session):
    round_id = region.collected(session, homes(2))
    for file in FILES:
        for query in ("", "?decision=1"):
            page = client.get(f"/data/{round_id}/{file}{query}")
            assert page.status_code == 404
            assert "Результаты ещё не утверждены" in plain(page)
            assert "Дом 01" not in page.text
    assert "Результаты ещё не утверждены" in plain(client.get("/data/"))
    assert client.get("/data/99/organizations.csv").status_code == 404


def test_the_csv_opens_in_excel_and_has_the_columns_of_the_contract(client, round_id):
    answer = client.get(f"/data/{round_id}/organizations.csv")
    assert answer.data.startswith(b"\xef\xbb\xbforganization_code;organization;form_of_service;municipality;responses;")
    assert b";place;place_in_form;band\r\n" in answer.data
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="otklik-{round_id}-organizations.csv"'
    rows = table(client, round_id)
    first = rows["Дом 01"]
    assert first["form_of_service"] == "стационарная, на дому"
    assert first["place_in_form"] == "1, 1"
    assert (first["responses"], first["required"], first["p5_3"], first["k5"], first["s"]) == (
        "20",
        "40",
        "100.00",
        "100.00",
        "100.00",
    )
    second = rows["'=Дом; 02"]
    assert (second["p5_3"], second["s"], second["place"], second["band"]) == ("50.00", "95.00", "2", "отлично")


def test_the_json_has_the_same_rows_with_numbers_as_numbers(client, round_id):
    told = document(client, round_id)
    about = told["assessment"]
    assert about["id"] == round_id
    assert (about["title"], about["decision_number"], about["decision_date"], about["version"]) == (
        "Оценка 2025 года",
        "7",
        "2025-04-01",
        1,
    )
    assert about["methodology"] == "317n.1"
    assert "344н" in about["source"]
    columns = lines(client, round_id)[0].split(";")
    for row in told["organizations"]:
        assert list(row) == [*columns, "withheld"]
    assert list(told["fields"]) == columns
    assert all(told["fields"].values())
    first, second, *_rest = told["organizations"]
    assert (first["responses"], first["p5_3"], first["s"], first["place"], first["place_in_form"]) == (
        20,
        100.0,
        100.0,
        1,
        "1, 1",
    )
    assert (second["organization"], second["s"], second["withheld"]) == ("=Дом; 02", 95.0, [])


def lines(client, round_id):
    return client.get(f"/data/{round_id}/organizations.csv").data.decode("utf-8-sig").splitlines()


def test_of_four_questionnaires_only_the_name_is_told(client, round_id):
    row = table(client, round_id)["Четверо"]
    told = {column: cell for column, cell in row.items() if cell}
    assert set(told) == {"organization_code", "organization", "form_of_service", "municipality"}
    same = next(one for one in document(client, round_id)["organizations"] if one["organization"] == "Четверо")
    assert {column for column, cell in same.items() if cell is not None} == {*told, "withheld"}
    assert {"responses", "p1_1", "p5_3", "k1", "s", "place", "place_in_form", "band"} <= set(same["withheld"])


def test_what_nobody_was_asked_is_empty_but_not_withheld(client, round_id, session):
    last = region.approved(session, [Home("Без инвалидов", answers={"q7": (0, 20)})], 2026)
    (row,) = document(client, last)["organizations"]
    assert (row["p3_3"], row["k3"], row["withheld"]) == (None, 100.0, [])


def test_a_share_of_three_people_is_empty_with_its_criterion(client, round_id):
    row = table(client, round_id)["Трое инвалидов"]
    assert (row["p3_3"], row["k3"]) == ("", "")
    same = next(one for one in document(client, round_id)["organizations"] if one["organization"] == "Трое инвалидов")
    assert {"p3_3", "k3"} < set(same["withheld"])
    assert same["withheld"] == [column for column, cell in same.items() if cell is None and column in same["withheld"]]
    assert "33.33" not in "".join(lines(client, round_id))


def test_organizations_without_a_total_that_is_told_come_last_by_name(client, round_id):
    names = [row["organization"] for row in document(client, round_id)["organizations"]]
    assert names[-2:] == ["Никто", "Четверо"]


def test_files_are_asked_for_each_time_and_sent_once(client, session, round_id):
    for file in FILES:
        address = f"/data/{round_id}/{file}"
        answer = client.get(address, headers={"Accept-Encoding": "br"})
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag, "Accept-Encoding": "br"})
        assert (again.status_code, again.data) == (304, b"")
    tags = {client.get(f"/data/{round_id}/organizations.json?lang={one}").headers["ETag"] for one in ("ru", "en")}
    assert len(tags) == 2


def test_a_correction_has_files_of_its_own_and_the_earlier_ones_stay(client, session):
    round_id = region.approved(session, [Home("Дом 01", answers={"q15": (10, 10)}), Home("Дом 02")])
    before = {file: client.get(f"/data/{round_id}/{file}").headers["ETag"] for file in FILES}
    code = session.scalar(select(Organization.code).where(Organization.name == "Дом 01"))
    id_ = organizations.by_code(session, code).id
    everything = [(f"q{number}", "yes") for number in range(1, 16)]
    with database.writing(session):
        for _ in range(20):
            tallies.add(direct.within(session), id_, round_id, "675n.1", date(2025, 3, 30), "paper", everything)
    region.approve(session, round_id, date(2025, 5, 5), number="9", reason="Бумажные анкеты.")
    assert table(client, round_id)["Дом 01"]["s"] == "97.50"
    assert table(client, round_id, "?decision=1")["Дом 01"]["s"] == "95.00"
    assert document(client, round_id)["assessment"]["version"] == 2
    old = client.get(f"/data/{round_id}/organizations.csv?decision=1")
    assert "decision-1" in old.headers["Content-Disposition"]
    for file in FILES:
        assert client.get(f"/data/{round_id}/{file}").headers["ETag"] != before[file]
        assert client.get(f"/data/{round_id}/{file}?decision=3").status_code == 404
        assert client.get(f"/data/{round_id}/{file}?decision=x").status_code == 404


def test_the_digest_is_that_of_the_csv_and_not_of_what_is_withheld(client, session, round_id):
    told = document(client, round_id)["assessment"]["digest"]
    assert told == hashlib.sha256(client.get(f"/data/{round_id}/organizations.csv").data).hexdigest()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ("Удовлетворённость условиями оказания услуг в целом", "меньше пяти анкет")),
        ("?lang=en", ("Satisfied on the whole", "fewer than five questionnaires")),
    ],
)
def test_the_description_says_what_each_column_is_and_where_the_files_are(client, round_id, language, words):
    soup = BeautifulSoup(plain(client.get(f"/data/{language}")), "html.parser")
    columns = [cell.get_text() for cell in soup.select("table.fields tbody th")]
    assert columns == list(document(client, round_id)["fields"])
    for word in words:
        assert word in soup.get_text()
    links = [link["href"] for link in soup.select(".list a")]
    assert [link.partition("?")[0] for link in links] == [f"/data/{round_id}/{file}" for file in FILES]
    assert all(client.get(link).status_code == 200 for link in links)
    assert 'href="/data/' in client.get("/results/").text


def test_columns_are_described_before_anything_is_approved(client, session):
    assert "p5_3" in client.get("/data/").text


def test_a_long_table_is_whole(client, session):
    round_id = region.approved(session, homes(450))
    assert len(table(client, round_id)) == len(document(client, round_id)["organizations"]) == 450

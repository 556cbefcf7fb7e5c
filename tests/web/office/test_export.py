"""The whole way of an export through the office: choose, ask, the real worker makes it, download, compare."""

import io
import json
import re
import tempfile
import time
from datetime import date
from urllib.parse import unquote

import openpyxl
import pyreadstat
import pytest

from surveys.extensions import db
from surveys.store import jobs
from surveys.store.responses import NewResponse, store
from tests.respondent import CONTENT, a_round, organization
from tests.web.office.conftest import words

PAGE = "/office/export"
FIELDS = {"assessment": "1", "words": "", "form": "", "municipality": "", "channel": "", "since": "", "until": ""}


@pytest.fixture
def inside(visitor, operator):
    visitor.sign_in()
    return visitor


@pytest.fixture
def stored(session):
    """What 12 people answered in two organizations."""
    organization(session, "Дом «Сосны»")
    organization(session, "Центр «Ель»", municipality="Район М.")
    a_round(session, date(2026, 3, 1))
    kept = {}
    for n in range(12):
        answers = CONTENT | {"q16": f"Предложение {n}", "q18": str(60 + n)}
        new = NewResponse(1 + n % 2, f"{n:032x}", 1, "qr" if n < 3 else "link", date(2026, 3, 1 + n), "675n.1", answers)
        store(db.engine, new, [])
        kept[new.id] = answers
    return kept


def wait(session, number, seconds=60):
    """Until the worker that the page started has done it."""
    for _ in range(seconds * 10):
        session.rollback()
        job = jobs.by_id(session, number)
        if job.state not in jobs.UNFINISHED:
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job is {job.state}")


def asked(inside, **fields):
    answer = inside.send(PAGE, **(FIELDS | {"format": "csv"} | fields))
    assert answer.status_code == 303, words(answer)
    return int(re.fullmatch(r"/office/jobs/(\d+)", answer.location)[1])


def taken(inside, number):
    """What a download has in it, and its headers; the connection is closed, as by a browser."""
    with inside.get(f"/office/jobs/{number}/file") as answer:
        assert answer.status_code == 200
        return answer.data, answer.headers


def read(file_format, content):
    """The answers in a file, by the response's id."""
    if file_format == "jsonl":
        *lines, end = map(json.loads, content.decode().splitlines())
        assert end == {"end": True, "responses": len(lines)}
        return {line["response_id"]: line["answers"] for line in lines}
    if file_format == "xlsx":
        head, *lines = openpyxl.load_workbook(io.BytesIO(content))["Анкеты"].iter_rows(values_only=True)
        rows = [dict(zip(head, line, strict=True)) for line in lines]
    elif file_format == "sav":
        with tempfile.NamedTemporaryFile(suffix=".sav") as file:
            file.write(content)
            file.flush()
            columns, _meta = pyreadstat.read_sav(file.name, output_format="dict", apply_value_formats=False)
        names = {1: "yes", 0: "no"}
        rows = [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]
        rows = [{k: names[v] if k in CONTENT and v is not None else v for k, v in row.items()} for row in rows]
        rows = [row | {"q18": int(row["q18"])} for row in rows]
    else:
        head, *lines = content.decode("utf-8-sig").splitlines()
        rows = [dict(zip(head.split(";"), line.split(";"), strict=True)) for line in lines]
    asked = {f"q{n}" for n in range(1, 19)}
    return {
        row["response_id"]: {k: str(v) for k, v in row.items() if k in asked and v not in (None, "")} for row in rows
    }


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "sav", "jsonl"])
def test_from_the_form_to_a_file_with_what_was_stored(inside, session, stored, written, file_format):
    number = asked(inside, format=file_format)
    assert wait(session, number).problem == ""
    page = inside.get(f"/office/jobs/{number}")
    assert "В файле 12 анкет" in words(page)
    assert "Refresh" not in page.headers
    content, headers = taken(inside, number)
    assert headers["Content-Length"] == str(len(content))
    assert headers["X-Rows"] == "12"
    assert "конфиденциально" in unquote(headers["Content-Disposition"].split("filename*=UTF-8''")[1])
    assert read(file_format, content) == stored
    deeds = [(actor, action) for actor, action, _ in written()]
    assert ("anna@example.org", "export responses") in deeds
    assert ("anna@example.org", "download") in deeds


def test_the_filters_of_the_form_reach_the_file(inside, session, stored):
    number = asked(inside, words="сосны", channel="link", since="2026-03-05", until="2026-03-09", format="jsonl")
    assert wait(session, number).done == 3
    assert set(read("jsonl", taken(inside, number)[0])) == {f"{n:032x}" for n in (4, 6, 8)}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 12),
        ("?assessment=1", 12),
        ("?assessment=0", 0),
        ("?words=сосны", 6),
        ("?municipality=Район М.", 6),
        ("?channel=qr", 3),
        ("?since=2026-03-10&until=2026-03-11", 2),
        ("?form=at_home", 0),
    ],
)
def test_how_many_match_is_said_before(inside, stored, query, number):
    assert f"Подходит анкет: {number} " in words(inside.get(PAGE + query)).replace("\n", " ")


def test_a_filter_that_matches_nothing_says_so_and_keeps_what_was_entered(inside, session, stored):
    for page in (
        inside.get(f"{PAGE}?words=небывалое&since=2026-03-02"),
        inside.send(PAGE, **(FIELDS | {"format": "csv", "words": "небывалое", "since": "2026-03-02"})),
    ):
        assert "Подходит анкет: 0" in words(page)
        assert "Выгружать нечего" in words(page)
        assert 'value="небывалое"' in page.text
        assert 'value="2026-03-02"' in page.text
    assert not jobs.newest(session)


@pytest.mark.parametrize(
    ("fields", "leads_to"),
    [
        ({"since": "вчера"}, "since"),
        ({"since": "2026-03-05", "until": "2026-03-04"}, "until"),
        ({"assessment": "77"}, "assessment"),
        ({"channel": "pigeon"}, "channel"),
        ({"format": "exe"}, "format"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(inside, session, stored, fields, leads_to):
    page = inside.send(PAGE, **(FIELDS | {"format": "csv"} | fields))
    assert page.status_code == 422
    assert f'href="#{leads_to}"' in page.text
    assert f'id="{leads_to}"' in page.text
    assert not jobs.newest(session)


def test_an_address_that_was_tampered_with_is_refused_in_words(inside, stored):
    page = inside.get(f"{PAGE}?form='&municipality=<b>")
    assert page.status_code == 422
    assert 'href="#form"' in page.text
    assert "<b>" not in page.text.replace("<b>Подходит", "")


def test_the_page_says_that_it_is_confidential(inside, stored):
    assert "Файл конфиденциальный" in words(inside.get(PAGE))


def test_without_anything_the_page_still_opens(inside):
    assert "Подходит анкет: 0" in words(inside.get(PAGE))


def test_it_is_for_operators_only(visit, account):
    account(email="council@example.org", role="council")
    other = visit()
    other.sign_in(email="council@example.org")
    for page in (PAGE, "/office/jobs", "/office/jobs/1", "/office/jobs/1/file"):
        assert other.get(page).status_code == 403
        assert visit().get(page).status_code == 303

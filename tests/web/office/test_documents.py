"""Documents of a round in the office: asked for on the page, made by the real worker, taken by who reads results."""

import io
import re
import zipfile
from urllib.parse import unquote

import docx
import openpyxl
import pytest

from surveys.store import jobs
from surveys.web.office import document_kinds
from tests import region
from tests.files import documented
from tests.files.documented import header, plain
from tests.region import Home
from tests.web.office.conftest import words
from tests.web.office.registry import wrote
from tests.web.office.test_export import wait

HOMES = [
    Home("Дом-интернат «Сосны»", short_name="Сосны", answers={"q15": (10, 10)}, recipients=20),
    Home("Центр «Ель»", responses=3, municipality="Елец"),
]


@pytest.fixture
def approved(session):
    return region.approved(session, HOMES)


@pytest.fixture
def council(visit, account):
    account(email="council@example.org", role="council")
    other = visit()
    other.sign_in(email="council@example.org")
    return other


def page(round_id):
    return f"/office/rounds/{round_id}/documents"


def asked(visitor, session, round_id, **fields):
    """Ask for a document and wait until the worker has made it; the job."""
    answer = visitor.send(page(round_id), **({"format": "docx"} | fields))
    assert answer.status_code == 303, words(answer)
    job = wait(session, jobs.newest(session)[0].id)
    assert job.problem == ""
    return job


def taken(visitor, round_id, job):
    """What the download of a job has in it, and what it is called."""
    with visitor.get(f"{page(round_id)}/{job.id}/file") as answer:
        assert answer.status_code == 200
        return io.BytesIO(answer.data), unquote(answer.headers["Content-Disposition"].split("filename*=UTF-8''")[1])


def test_the_page_says_what_each_document_is_for_and_what_the_figures_are_worth(office, session, approved):
    told = words(office.get(page(approved)))
    assert "В каждом документе указано решение № 7 от 01.04.2025." in told
    for text in (*document_kinds.NAMES.values(), *document_kinds.PURPOSES.values()):
        assert str(text) not in told  # in Russian
    assert "Ведомость для bus.gov.ru" in told
    open_now = region.collected(session, [Home("Дом «Дуб»")], year=2026)
    assert "Результаты не утверждены" in words(office.get(page(open_now)))


def test_a_council_asks_for_a_document_and_takes_it(council, office, session, approved, written):
    job = asked(council, session, approved, kind="rating")
    file, name = taken(council, approved, job)
    assert name == "Рейтинг по формам обслуживания, Оценка 2025 года (DOCX).docx"
    document = docx.Document(file)
    assert "от 1 апреля 2025 г. № 7" in header(document)
    text = documented.written(document)
    assert "Дом-интернат «Сосны»\nГород Н.\n20\n8\n95,00" in text
    assert "менее 5 отв." in text
    deeds = written()
    assert ("council@example.org", "make document", f"{approved}, rating, docx") in deeds
    assert "download" in [action for _actor, action, _subject in deeds]
    told = f"Подготовлен документ «Рейтинг по формам обслуживания», оценка {approved}, формат docx."
    assert told in words(office.get("/office/journal"))


def test_the_page_follows_what_is_prepared_until_it_is_there(office, session, approved):
    assert "Refresh" not in office.get(page(approved)).headers
    parameters = {"assessment_id": approved, "kind": "rating", "format": "docx", "code": ""}
    number = jobs.ask(session, kind="document", title="Рейтинг", parameters=parameters, asked_by="anna@example.org")
    shown = office.get(page(approved))
    assert "в очереди" in words(shown)
    assert int(shown.headers["Refresh"]) < 10
    assert "Refresh" not in office.get(page(approved) + "?still=1").headers
    jobs.fail(session, number, "На сервере кончилось место на диске.")
    assert "кончилось место" in words(office.get(page(approved)))


def test_a_report_as_a_workbook_counts_suggestions_and_tells_none(office, session, approved):
    wrote(session, _code(session, "Дом-интернат «Сосны»"), approved, "a" * 32, "Больше лавочек")
    job = asked(office, session, approved, kind="report", format="xlsx")
    book = openpyxl.load_workbook(taken(office, approved, job)[0])
    text = plain("\n".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line))
    assert "Оценка 2025 года" in text
    assert "по ссылке" in text
    assert "в 1 анкете" in text
    assert "лавочек" not in text


def _code(session, name):
    return region.registered(session, [Home(name)])[name]


def test_a_passport_of_one_organization_has_its_chart(office, session, approved):
    job = asked(office, session, approved, kind="passport", organization="сосны")
    file, name = taken(office, approved, job)
    assert name.startswith("Паспорт организации Сосны")
    document = docx.Document(file)
    assert len(document.inline_shapes) == 1
    drawing = document.inline_shapes[0]._inline.docPr
    assert "Диаграмма" in drawing.get("descr")
    assert "100 × 10 / 20 = 50" in documented.written(document)


def test_passports_of_all_come_in_one_archive(office, session, approved):
    job = asked(office, session, approved, kind="passport", everybody="1", organization="что угодно")
    file, name = taken(office, approved, job)
    assert name.endswith(".zip")
    with zipfile.ZipFile(file) as archive:
        names = sorted(entry[6:] for entry in archive.namelist())
        assert names == ["sosny.docx", "tsentr-el.docx"]
        hidden = next(entry for entry in archive.namelist() if "el" in entry)
        document = docx.Document(io.BytesIO(archive.read(hidden)))
    assert "собрано менее 5 анкет" in documented.written(document)
    assert not document.inline_shapes  # there is nothing to draw of it


@pytest.mark.parametrize(
    ("entered", "said"),
    [("", "Введите код"), ("небывалое", "небывалое»"), ("е", "подходит несколько организаций")],
)
def test_whose_passport_it_is_has_to_be_clear(office, session, approved, entered, said):
    answer = office.send(page(approved), kind="passport", format="docx", organization=entered)
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'href="#organization"' in answer.text
    assert f'value="{entered}"' in answer.text
    assert not jobs.newest(session)
    if "несколько" in said:
        assert re.search(r'documents\?organization=\w{5}#organization">Дом-интернат', answer.text)


def test_a_document_of_another_round_is_not_given_out_here(office, session, approved, instance):
    other = region.collected(session, HOMES, year=2026)
    (instance / "results").mkdir()
    (instance / "results" / "a.docx").write_text("x")
    parameters = {"assessment_id": approved, "kind": "rating", "format": "docx", "code": ""}
    number = jobs.ask(session, kind="document", title="Рейтинг", parameters=parameters, asked_by="anna@example.org")
    jobs.finish(session, number, "a.docx", 1)
    assert office.get(f"{page(other)}/{number}/file").status_code == 404
    assert office.get(f"{page(approved)}/99/file").status_code == 404
    assert office.get(page(0)).status_code == 404
    (instance / "results" / "a.docx").unlink()
    assert office.get(f"{page(approved)}/{number}/file").status_code == 303


@pytest.mark.parametrize("fields", [{"kind": "novel"}, {"kind": "rating", "format": "pdf"}])
def test_what_there_is_not_is_refused(office, session, approved, fields):
    assert office.send(page(approved), **({"format": "docx"} | fields)).status_code == 400
    assert not jobs.newest(session)


def test_a_round_that_cannot_be_counted_says_why(office, session):
    found = region.collected(session, HOMES, methodology="gone.1")
    office.send(page(found), kind="rating", format="docx")
    assert "gone.1" in wait(session, jobs.newest(session)[0].id).problem


def test_they_are_for_those_who_read_results(visit, account, approved):
    account(email="home@example.org", role="organization")
    other = visit()
    other.sign_in(email="home@example.org")
    assert other.get(page(approved)).status_code == 403
    assert visit().get(page(approved)).status_code == 303

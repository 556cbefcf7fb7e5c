"""`flask document`: what a council passes around, from the command line."""

import zipfile

import docx
import openpyxl
import pytest

from surveys.store import journal
from surveys.web.office import document_kinds
from tests import region
from tests.files.documented import header, written
from tests.region import Home

HOMES = [Home("Дом «Сосны»", answers={"q15": (10, 10)}), Home("Дом «Ель»", mark=None)]


@pytest.fixture
def collected(session):
    """The number of a round that is not approved, and the codes of its two organizations."""
    return region.collected(session, HOMES), region.registered(session, HOMES)


def run(runner, kind, round_id, output, *more):
    return runner.invoke(args=["document", kind, "--assessment", str(round_id), "--output", str(output), *more])


@pytest.mark.parametrize("kind", document_kinds.NAMES)
@pytest.mark.parametrize("file_format", ["docx", "xlsx"])
def test_each_document_is_written_in_each_format(runner, session, collected, tmp_path, kind, file_format):
    round_id, codes = collected
    target = tmp_path / f"document.{file_format}"
    named = ["--organization", codes["Дом «Сосны»"]] if kind == "passport" else []
    done = run(runner, kind, round_id, target, "--format", file_format, *named)
    assert done.exit_code == 0, done.output
    assert "предварительные" in done.output
    assert target.stat().st_mode & 0o777 == 0o600
    opened = docx.Document(target) if file_format == "docx" else openpyxl.load_workbook(target)
    mark = header(opened) if file_format == "docx" else opened.worksheets[0].oddHeader.right.text
    assert "Предварительные данные" in mark
    entry = next(one for one in journal.latest(session) if one.action == "make document")
    assert entry.subject == f"{round_id}, {kind}, {file_format}"
    assert entry.actor == journal.COMMAND


def test_passports_without_a_code_are_those_of_all(runner, collected, tmp_path):
    round_id, codes = collected
    target = tmp_path / "passports.zip"
    assert run(runner, "passport", round_id, target).exit_code == 0
    with zipfile.ZipFile(target) as archive:
        assert sorted(name[:5] for name in archive.namelist()) == sorted(codes.values())


def test_approved_results_are_told_as_they_were_approved(runner, session, tmp_path):
    round_id = region.approved(session, HOMES[:1])
    target = tmp_path / "rating.docx"
    done = run(runner, "rating", round_id, target)
    assert "предварительные" not in done.output
    document = docx.Document(target)
    assert "№ 7" in header(document)
    assert "95,00" in written(document)


def test_what_cannot_be_is_said_in_words_and_nothing_is_left_behind(runner, collected, tmp_path):
    round_id, codes = collected
    target = tmp_path / "a.docx"
    refused = {
        "ZZZZZ": run(runner, "passport", round_id, target, "--organization", "zzzzz"),
        "уберите --organization": run(runner, "rating", round_id, target, "--organization", codes["Дом «Ель»"]),
        "Оценки с номером 99 нет": run(runner, "rating", 99, target),
        "не входит ни в одну": run(runner, "rating", 0, target),
        "Не удалось записать": run(runner, "rating", round_id, tmp_path / "none" / "a.docx"),
    }
    for said, done in refused.items():
        assert done.exit_code == 1, done.output
        assert said in done.output.replace("\xa0", " ")
    assert not list(tmp_path.glob("*.docx"))

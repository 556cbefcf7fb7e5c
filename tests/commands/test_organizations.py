import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveys.store import journal
from tests.outages import held, impatient

REAL = Path(__file__).parent.parent / "data" / "organizations.csv"


@pytest.fixture
def imported(runner, tmp_path):
    """Runs the import of a list that is written down here, line by line."""

    def run(*lines, options=()):
        path = tmp_path / "list.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return runner.invoke(args=["import-organizations", str(path), *options])

    return run


def registry(runner):
    return dict(line.split("\t")[::-1] for line in runner.invoke(args=["organizations"]).stdout.splitlines())


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text.splitlines()[0])]


def test_the_real_list_goes_in_and_keeps_its_codes_when_it_goes_in_again(runner):
    first = runner.invoke(args=["import-organizations", str(REAL)])
    assert first.exit_code == 0, first.output
    assert numbers(first.stdout) == [17, 0, 0]
    assert "11" in first.stdout.splitlines()[-1], "how many have no form of service is said at the end"
    before = registry(runner)
    second = runner.invoke(args=["import-organizations", str(REAL)])
    assert numbers(second.stdout) == [0, 0, 17]
    assert registry(runner) == before
    assert len(before) == 17


def test_organizations_are_listed_by_name(runner):
    runner.invoke(args=["import-organizations", str(REAL)])
    names = list(registry(runner))
    assert names == sorted(names)


def test_an_empty_registry_says_what_to_do_and_prints_no_line(runner):
    result = runner.invoke(args=["organizations"])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "import-organizations" in result.stderr


def test_a_workbook_is_taken_like_a_text_file(runner, tmp_path):
    book = Workbook()
    for row in (["Наименование", "ИНН", "Получателей"], ["Центр", 7707083893, 120], ["Дом", 274062111, None]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    result = runner.invoke(args=["import-organizations", str(tmp_path / "list.xlsx")])
    assert result.exit_code == 0, result.output
    assert "0274062111" in result.stderr, "the zero that was put back is mentioned"
    assert set(registry(runner)) == {"Центр", "Дом"}


def test_nothing_is_changed_by_halves_and_every_bad_line_is_named(runner, imported):
    result = imported("name;inn;site", "Центр;;", "Дом;12;", ";;x.ru", "Приют;;127.0.0.1")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert registry(runner) == {}
    places = re.findall(r"^\D+(\d+)\D+\b(inn|name|site)\b", result.stderr, re.MULTILINE)
    assert places == [("3", "inn"), ("4", "name"), ("5", "site")]


def test_partial_takes_the_good_lines_and_says_how_many_were_left_out(runner, imported):
    result = imported("name;inn", "Центр;", "Дом;12", options=["--partial"])
    assert result.exit_code == 0
    assert set(registry(runner)) == {"Центр"}
    assert "1" in result.stdout.splitlines()[1]
    assert "12" in result.stderr


def test_partial_without_a_good_line_is_a_failure(imported):
    assert imported("name;inn", "Дом;12", options=["--partial"]).exit_code == 1


def test_a_doubtful_inn_goes_in_with_a_warning(runner, imported):
    result = imported("name;inn", "Центр;7707083894")
    assert result.exit_code == 0
    assert "7707083894" in result.stderr
    assert set(registry(runner)) == {"Центр"}


@pytest.mark.parametrize("content", [b"", b"name;inn\n", b"\x00\x01\x02", b"PK\x03\x04", b"a;b\n1;2\n", b'name\n"A\n'])
def test_a_file_that_is_no_list_ends_in_one_sentence(runner, tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    result = runner.invoke(args=["import-organizations", str(path)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_missing_ends_in_one_sentence(runner, tmp_path):
    result = runner.invoke(args=["import-organizations", str(tmp_path / "nowhere.csv")])
    assert result.exit_code == 1
    assert "nowhere.csv" in result.stderr


def test_a_database_that_takes_no_change_ends_in_one_sentence(monkeypatch, instance, runner, imported):
    impatient(monkeypatch)
    with held(instance):
        result = imported("name", "Центр")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "lock" in result.stderr
    assert registry(runner) == {}


def test_the_import_is_noted_in_the_journal(imported, session):
    imported("name", "Центр", "Дом")
    (entry,) = journal.latest(session)
    assert (entry.actor, entry.action, entry.subject) == ("flask", "import organizations", "list.csv: +2 ~0")

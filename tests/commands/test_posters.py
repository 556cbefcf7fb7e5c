"""`flask posters`: the posters of a round in one file."""

import zipfile

import pytest

from tests import clock
from tests.printed import codes, document
from tests.respondent import a_round, organization


@pytest.fixture
def two(session):
    """The codes of a round's two organizations; a third one is in no round."""
    members = [organization(session, f"Дом-интернат № {number}", municipality=f"Город {number}") for number in (1, 2)]
    a_round(session, clock.today(), codes=members)
    organization(session, "Не участвует", municipality="Город 3")
    return sorted(members)


def run(runner, *arguments):
    return runner.invoke(args=["posters", *arguments])


def test_there_is_a_poster_of_each_organization_of_the_round(runner, two, tmp_path):
    target = tmp_path / "posters.zip"
    done = run(runner, "--assessment", "1", "--output", str(target))
    assert done.exit_code == 0, done.output
    assert "2" in done.output
    with zipfile.ZipFile(target) as archive:
        assert [name[:5] for name in archive.namelist()] == two
        for code, name in zip(two, archive.namelist(), strict=True):
            (found,) = codes(document(archive.read(name))[0])
            assert found.text == f"http://127.0.0.1:8000/A/{code}"


def test_between_rounds_all_organizations_are_printed_also_as_cards(runner, two, tmp_path):
    target = tmp_path / "cards.zip"
    done = run(runner, "--assessment", "0", "--size", "cards", "--output", str(target))
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(target) as archive:
        assert len(archive.namelist()) == 3
        assert len(codes(document(archive.read(archive.namelist()[0]))[0], 300)) == 8


def test_what_cannot_be_is_said_in_words_and_nothing_is_left_behind(runner, two, tmp_path):
    assert "99" in run(runner, "--assessment", "99", "--output", str(tmp_path / "a.zip")).output
    nowhere = run(runner, "--assessment", "1", "--output", str(tmp_path / "none" / "a.zip"))
    assert nowhere.exit_code == 1
    assert "Не удалось записать" in nowhere.output.replace("\xa0", " ")
    assert not list(tmp_path.glob("*.zip"))


def test_without_organizations_there_is_nothing_to_print(runner, tmp_path):
    done = run(runner, "--assessment", "0", "--output", str(tmp_path / "a.zip"))
    assert done.exit_code == 1
    assert "нет организаций" in done.output

"""Definition files: those that are shipped load, and a wrong one is refused with file, id and reason."""

from datetime import date

import pytest

from surveys.definitions.loader import SHIPPED, DefinitionError, Questionnaires

TEXT = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((SHIPPED / "questionnaires").glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_questionnaire_loads(path):
    questionnaire = Questionnaires.load(path)
    assert path.stem == questionnaire.key.replace(".", "-")
    assert questionnaire.source


def test_the_official_questionnaire_has_eighteen_questions_and_four_gates():
    questionnaire = Questionnaires.load(SHIPPED / "questionnaires" / "675n-1.toml")
    assert [q.id for q in questionnaire.questions] == [f"q{n}" for n in range(1, 19)]
    gates = {q.id: (q.asked_if.question, q.asked_if.answer) for q in questionnaire.questions if q.asked_if}
    assert gates == {"q2": ("q1", "yes"), "q4": ("q3", "yes"), "q8": ("q7", "yes"), "q12": ("q11", "yes")}
    assert [q.id for q in questionnaire.questions if not q.required] == ["q16", "q17", "q18"]


def test_what_could_not_be_compared_with_the_order_says_so():
    questionnaire = Questionnaires.load(SHIPPED / "questionnaires" / "675n-1.toml")
    assert not questionnaire.confirmed
    assert [q.id for q in questionnaire.questions if q.confirmed] == ["q1", "q2", "q3"]


def test_a_council_adds_a_question_by_editing_a_copy(tmp_path):
    own = TEXT.replace('id = "675n"', 'id = "675n-region"', 1) + (
        '\n[[question]]\nid = "c1"\nkind = "yes_no"\nrequired = true\nsource = "решение совета"\nconfirmed = true\n'
        'text = { ru = "Удобны ли Вам часы приёма?", en = "Do the hours suit you?" }\n'
    )
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    (folder / "own.toml").write_text(own, encoding="utf-8")
    known = Questionnaires(SHIPPED, tmp_path)
    assert known.in_force("675n-region", date(2026, 1, 1)).questions[-1].id == "c1"
    assert known.in_force("675n", date(2026, 1, 1)).key == "675n.1"


WRONG = [
    ("not TOML", TEXT.replace('id = "675n"', "id = ", 1), "Invalid value"),
    (
        "a gate that comes later",
        TEXT.replace('question = "q1", answer', 'question = "q9", answer'),
        "q2: asked_if names q9",
    ),
    (
        "an answer that no gate offers",
        TEXT.replace('"q1", answer = "yes"', '"q1", answer = "да"'),
        "q2: asked_if wants",
    ),
    ("one id twice", TEXT.replace('id = "q3"', 'id = "q1"'), "q1: stands twice"),
    ("an unknown kind", TEXT.replace('kind = "text"', 'kind = "essay"'), "q16"),
    ("a misspelled key", TEXT.replace("required = true", "requierd = true", 1), "requierd"),
    (
        "a language without a text",
        TEXT.replace('languages = ["ru", "en"]', 'languages = ["ru", "tt"]'),
        "no text in tt",
    ),
    ("an upside-down range", TEXT.replace("minimum = 1", "minimum = 200"), "q18"),
    ("no day of force", TEXT.replace("in_force_from = 2018-10-30", ""), "in_force_from"),
]


@pytest.mark.parametrize(("text", "reason"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(tmp_path, text, reason):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        Questionnaires.load(path)
    assert str(path) in str(refusal.value)
    assert reason in str(refusal.value)


def test_two_files_cannot_define_the_same_version(tmp_path):
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    (folder / "copy.toml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(DefinitionError, match="already defined"):
        Questionnaires(SHIPPED, tmp_path)


def test_before_the_first_version_nothing_is_in_force():
    with pytest.raises(DefinitionError, match="in force on 2018-01-01"):
        Questionnaires(SHIPPED).in_force("675n", date(2018, 1, 1))

"""The page asks what the definition asks."""

import pytest

from surveys.definitions.loader import SHIPPED
from tests.conftest import run_flask
from tests.respondent import CONTENT, open_sheet, organization, send, sheet

OWN_QUESTION = """
[[question]]
id = "c1"
kind = "choice"
required = true
asked_if = { question = "q7", answer = "yes" }
source = "решение совета"
confirmed = true
options = [
    { value = "daily", text = { ru = "Каждый день", en = "Every day" } },
    { value = "weekly", text = { ru = "Раз в неделю", en = "Once a week" } },
]
[question.text]
ru = "Как часто Вам нужна помощь?"
en = "How often do you need help?"
"""


@pytest.fixture
def council(instance, make_app, session):
    """A service whose council asks one question more."""
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    official = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")
    (folder / "own.toml").write_text(official.replace('id = "675n"', 'id = "own"', 1) + OWN_QUESTION, encoding="utf-8")
    return make_app(questionnaire="own").test_client()


def test_a_councils_question_is_asked_missed_stored_and_exported_without_code(session, council, instance, tmp_path):
    code = organization(session)
    form = open_sheet(council, code)
    assert "Как часто Вам нужна помощь?" in form.text
    assert "из 19" in form.text.replace("\xa0", " ")
    missed = send(council, form)
    assert missed.status_code == 422
    assert send(council, sheet(missed.text), {"c1": "weekly"}).status_code == 303
    target = tmp_path / "table.csv"
    assert run_flask(instance, "export", "responses", "--assessment", "0", "--output", str(target)).returncode == 0
    header, row = target.read_text("utf-8-sig").splitlines()
    assert dict(zip(header.split(";"), row.split(";"), strict=True))["c1"] == "weekly"


def test_every_question_and_answer_of_the_order_is_on_the_page_word_for_word(session, client, app):
    code = organization(session)
    for language in ("ru", "en"):
        text = open_sheet(client, code, f"?lang={language}").text
        for question in app.extensions["questionnaires"].get("675n.1").questions:
            assert question.text[language] in text
            assert all(option.text[language] in text for option in question.options)
            assert question.hint is None or question.hint[language] in text


def test_a_page_filled_from_the_prepared_one_is_the_page_rendered_in_full(session, client):
    code = organization(session, "Дом «А» & <Б>")
    first = client.get(f"/a/{code}?lang=en&view=contrast&s=qr")
    form = sheet(first.text)
    again = client.post(form.action, data=form.fields | {"switch": "1"})
    assert again.text.replace(sheet(again.text).fields["ticket"], "") == first.text.replace(form.fields["ticket"], "")
    assert "&lt;Б&gt;" in first.text


def test_two_organizations_never_get_each_others_page(session, client):
    first, second = organization(session, "Первый дом"), organization(session, "Второй дом")
    for _ in range(2):
        assert "Второй дом" not in client.get(f"/a/{first}").text
        assert "Первый дом" not in client.get(f"/a/{second}").text


def test_responses_to_several_questionnaires_are_verified_each_by_its_own(session, council, client, instance):
    code = organization(session)
    send(council, open_sheet(council, code), CONTENT | {"c1": "daily"})
    send(client, open_sheet(client, code))
    assert run_flask(instance, "verify").returncode == 0
    (instance / "definitions" / "questionnaires" / "own.toml").unlink()
    missing = run_flask(instance, "verify")
    assert missing.returncode == 1
    assert "own.1" in missing.stderr

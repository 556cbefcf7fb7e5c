"""The settings page: what is in force and where it came from, the definitions, and what should not stay so."""

import re
from datetime import date
from pathlib import Path

import pytest

from surveys.definitions.loader import SHIPPED
from surveys.settings import Settings
from surveys.store import accounts, journal
from surveys.web.office.explained import EXPLAINED
from tests.web.office.conftest import EMAIL, Visitor, words

README = Path(__file__).parents[3] / "README.md"
SHIPPED_TEXT = (SHIPPED / "questionnaires" / "675n-1.toml").read_text(encoding="utf-8")
OWN = SHIPPED_TEXT.replace('id = "675n"', 'id = "own"', 1)
IN_WORDS = {
    "instance_path": "instance/",
    "database_url": "SQLite in INSTANCE_PATH",
    "secret_key": "made at the first start",
    "public_url": "http://HOST:PORT",
}
FINISHED = {
    "public_url": "https://otklik.example.ru",
    "operator_name": "АНО «Качество»",
    "operator_contact": "8 800 000-00-00",
    "trusted_proxy_hops": "1",
    "rate_soft": "31 per hour",
}


def explained() -> list[str]:
    return [name for _title, sentences in EXPLAINED for name in sentences]


def rows(page: str) -> dict[str, list[str]]:
    """Name of each setting with its value and its origin."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        if name := re.search(r"<code>([A-Z_]+)</code>", row):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            found[name[1]] = [re.sub(r"<[^>]+>", "", cell) for cell in cells]
    return found


@pytest.fixture
def look(make_app, operator, instance):
    """The page of an installation with the settings that the test names."""

    def opened(**settings: str):
        visitor = Visitor(make_app(**settings))
        visitor.client.environ_base["wsgi.url_scheme"] = "https" if "public_url" in settings else "http"
        visitor.sign_in()
        return visitor.get("/office/settings")

    return opened


def test_every_setting_has_its_sentence():
    assert sorted(explained()) == sorted(Settings.model_fields)


def test_the_readme_lists_every_setting_with_its_default():
    table = README.read_text(encoding="utf-8").partition("| variable | default | what |")[2].partition("\n\n")[0]
    listed: dict[str, str] = {}
    for line in table.splitlines()[2:]:
        names, defaults = (cell.strip().replace("`", "") for cell in line.split("|")[1:3])
        values = defaults.split(", ") if ", " in names and ", " in defaults else [defaults] * len(names.split(", "))
        listed |= dict(zip(names.split(", "), values, strict=True))
    expected = {
        name.upper(): IN_WORDS.get(name) or str(field.default) or "empty"
        for name, field in Settings.model_fields.items()
    }
    assert listed == expected


def test_it_shows_what_is_in_force_and_where_it_came_from(look, instance):
    shown = rows(look(rate_soft="31 per hour").text)
    assert set(shown) == {name.upper() for name in Settings.model_fields}
    assert shown["RATE_SOFT"] == ["31 per hour", "переменная окружения"]
    assert shown["RATE_HARD"] == ["300 per hour", "по умолчанию"]
    assert shown["PUBLIC_URL"] == ["http://127.0.0.1:8000", "по умолчанию"]
    assert shown["INSTANCE_PATH"] == [str(instance), "переменная окружения"]
    assert shown["OPERATOR_NAME"] == ["не задано", "по умолчанию"]


def test_a_secret_is_never_shown(look, instance):
    page = look().text
    assert rows(page)["SECRET_KEY"] == ["задан, не показывается", "создан при первом запуске"]
    assert (instance / "secret").read_text() not in page
    page = look(secret_key="a secret of my own, 32 characters").text
    assert rows(page)["SECRET_KEY"] == ["задан, не показывается", "переменная окружения"]
    assert "a secret of my own" not in page


def test_a_fresh_installation_is_warned_and_told_what_to_do(look, session):
    said = words(look())
    for advice in ("Укажите в PUBLIC_URL", "Укажите в OPERATOR_NAME", "Укажите в OPERATOR_CONTACT"):
        assert advice in said
    assert f"Операторы, которые входят только по паролю: {EMAIL}" in said
    assert "Если веб-сервера перед ним нет, так и должно быть" in said
    assert "Ограничения против спама – те, с которыми" in said


def test_what_is_put_right_is_not_warned_of_any_longer(look, operator, session):
    said = words(look(**FINISHED))
    for gone in ("OPERATOR_NAME полное", "OPERATOR_CONTACT телефон", "PUBLIC_URL адрес", "Ограничения против спама"):
        assert gone not in said
    assert "Перед сервисом" not in said


def test_http_on_a_real_address_is_warned_of(look):
    assert "без шифрования: http://otklik.example.ru" in words(look(public_url="http://otklik.example.ru"))


def test_a_web_server_in_front_that_is_not_believed_is_noticed(make_app, operator):
    visitor = Visitor(make_app())
    visitor.sign_in()
    answer = visitor.client.get("/office/settings", headers={"X-Forwarded-For": "203.0.113.9"})
    assert "у всех посетителей как будто один адрес" in words(answer)


def test_a_second_factor_and_a_changed_password_silence_their_warnings(look, session, operator):
    accounts.create(session, "new@example.org", "council", "hash")
    assert "которые ещё не сменили: new@example.org" in words(look())
    accounts.disable(session, "new@example.org")
    assert "которые ещё не сменили" not in words(look())
    accounts.create(session, "two@example.org", "operator", "hash")
    second = accounts.by_email(session, "two@example.org")
    assert second is not None
    accounts.switch_second_factor_on(session, second, "a secret", 1)
    assert f"только по паролю: {EMAIL}." in words(look())


def test_an_invented_region_is_warned_of(look, session):
    assert "вымышленный регион" not in words(look())
    journal.note(session, journal.COMMAND, "demo", "60 organizations")
    assert "вымышленный регион" in words(look())


def test_definitions_say_where_they_come_from_and_whether_they_are_checked(look, instance):
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    said = words(look())
    assert "Приказ Минтруда России от 30.10.2018 № 675н" in said
    assert "действует с 30 октября 2018" in said
    assert "не сверен с опубликованным текстом" in said
    assert "675н, вопрос 1" in said
    assert said.index("675n.1 действует для новых оценок") < said.index("own.1")
    assert f"собственный: {folder / 'own.toml'}" in said


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("broken.toml", "id = ", "Invalid value"),
        ("wrong.toml", OWN.replace('id = "q3"', 'id = "q1"'), "q1: stands twice"),
        ("twice.toml", SHIPPED_TEXT, "675n.1 is already defined"),
    ],
)
def test_a_file_that_would_stop_the_next_start_is_shown_with_its_reason(
    make_app, operator, instance, name, text, reason
):
    visitor = Visitor(make_app())
    visitor.sign_in()
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    said = words(visitor.get("/office/settings"))
    assert f"С файлом {name} сервис не запустится снова." in said
    assert reason in said
    (folder / name).unlink()
    assert name not in words(visitor.get("/office/settings"))


def test_a_file_that_waits_for_the_next_start_is_named(make_app, operator, instance):
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    visitor = Visitor(make_app())
    visitor.sign_in()
    assert "изменился после запуска" not in words(visitor.get("/office/settings"))
    (folder / "own.toml").write_text(OWN.replace("version = 1", "version = 2", 1), encoding="utf-8")
    assert "Файл own.toml изменился после запуска" in words(visitor.get("/office/settings"))
    (folder / "own.toml").unlink()
    assert "Файл own.toml изменился после запуска" in words(visitor.get("/office/settings"))


def test_the_dashboard_leads_to_the_warnings(visitor, operator):
    visitor.sign_in()
    number = visitor.get("/office/settings").text.partition('class="cautions"')[2].partition("</ul>")[0].count("<li>")
    assert number >= 4
    block = re.search(r'<a href="/office/settings">(До настоящей работы[^<]+)</a>', visitor.get("/office/").text)
    assert block
    assert f" {number} " in block[1]


def test_a_definition_not_yet_in_force_does_not_break_the_page(look, instance):
    folder = instance / "definitions" / "questionnaires"
    folder.mkdir(parents=True)
    later = OWN.replace('id = "own"', 'id = "675n"', 1).replace("version = 1", "version = 2", 1)
    (folder / "later.toml").write_text(later.replace("2018-10-30", f"{date.max.year}-01-01", 1), encoding="utf-8")
    said = words(look())
    assert said.index("675n.1 действует для новых оценок") < said.index("675n.2")

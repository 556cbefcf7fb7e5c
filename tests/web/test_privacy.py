"""The privacy statement says what is so here: also what an archive of the database for recovery knows, and how long."""

from bs4 import BeautifulSoup

ARCHIVE = "рхив"


def statement(client, language="ru"):
    return (
        BeautifulSoup(client.get(f"/privacy?lang={language}").text, "html.parser")
        .get_text(" ", strip=True)
        .replace("\xa0", " ")
    )


def test_an_archive_of_postgresql_is_named_with_its_days(make_app, database):
    said = statement(make_app(archive_days="21").test_client())
    if database == "postgresql":
        assert "в какую минуту анкета была сохранена" in said
        assert "хранится 21 день и затем уничтожается" in said
        assert "помнит, какими они были, 21 день" in said
    else:
        assert ARCHIVE not in said
        assert "Через 48 часов оба ключа уничтожаются" in said


def test_days_are_counted_as_one_speaks(make_app, database):
    for days, said in {"2": "хранится 2 дня", "8": "хранится 8 дней"}.items():
        assert (said in statement(make_app(archive_days=days).test_client())) is (database == "postgresql")
    english = statement(make_app(archive_days="8").test_client(), "en")
    assert ("kept for 8 days and is then destroyed" in english) is (database == "postgresql")


def test_nothing_is_said_of_an_archive_where_there_is_none(client):
    said = statement(client)
    assert ARCHIVE not in said
    assert "Через 48 часов оба ключа уничтожаются" in said

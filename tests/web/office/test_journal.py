"""The journal's page: every action in words, newest first, and what is looked for."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from models import JournalEntry
from surveys.store import journal
from surveys.store.database import writing
from surveys.web.office.deeds import DEEDS
from tests.web.office.conftest import EMAIL, words

SOURCES = Path(__file__).parents[3] / "surveys"


def noted(path: Path) -> set[str]:
    """The actions that a file writes into the journal."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("journal.add", "journal.note"):
            action = next((word.value for word in node.keywords if word.arg == "action"), None) or node.args[2]
            found.add(action.value if isinstance(action, ast.Constant) else named[ast.unparse(action)])
    return found


def enter(session, *entries: tuple[str, str, str], at=datetime(2026, 3, 10, 12, tzinfo=UTC)):
    with writing(session):
        for actor, action, subject in entries:
            session.add(JournalEntry(at=at, actor=actor, action=action, subject=subject))


def rows(answer) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", answer.text, re.DOTALL)[1:]]


def test_every_action_that_is_noted_anywhere_has_its_sentence():
    found = set().union(*(noted(path) for path in SOURCES.rglob("*.py")))
    assert {"login", "user created", "export responses", "backup"} <= found
    assert not found - set(DEEDS)


def test_it_says_in_words_who_did_what_newest_first(office, session):
    enter(session, ("flask", "import organizations", "list.csv: +3 ~2"), (EMAIL, "backup", "120 responses"))
    enter(session, (EMAIL, "user created", "vera@example.org, council"), at=datetime(2099, 1, 2, 21, 30, tzinfo=UTC))
    first, *_, last_but_one, last = rows(office.get("/office/journal"))
    assert "03.01.2099, 00:30" in first
    assert "Создана учётная запись vera@example.org, роль: общественный совет." in first
    assert "Сделана резервная копия, анкет: 120." in last_but_one
    assert "командная строка сервера" in last
    assert "Загружен список организаций list.csv. Добавлено: 3, изменено: 2." in last


def test_an_export_says_what_was_asked_for(office, session):
    enter(session, (EMAIL, "export responses", "assessment 1, csv, 12 rows, since 2026-03-01, organizations HQ23,AB12"))
    enter(session, (EMAIL, "export responses", "assessment 0, xlsx, 7 rows"))
    whole, part = rows(office.get("/office/journal?what=export"))
    assert "Выгружены анкеты оценки 1 (csv), строк: 12. Отбор: с дня 2026-03-01, организации HQ23,AB12." in part
    assert "Выгружены анкеты оценки 0 (xlsx), строк: 7. Отбор: нет." in whole


def test_what_it_does_not_know_is_shown_as_it_is(office, session):
    enter(session, (EMAIL, "moon landed", "<b>crater</b>"), (EMAIL, "backup", "in another shape"))
    page = office.get("/office/journal")
    assert "moon landed: &lt;b&gt;crater" in page.text
    assert "Резервная копия: in another shape" in words(page)


def test_good_and_refused_sign_ins_stand_in_it(office, visit):
    visit().sign_in(EMAIL, "not the password")
    visit().sign_in("nobody@example.org", "not the password")
    said = [" ".join(row.split()) for row in rows(office.get("/office/journal?what=entry"))]
    assert said[0].endswith("неизвестный посетитель Отказ во входе.")
    assert said[1].endswith(f"неизвестный посетитель Отказ во входе с учётной записью {EMAIL}.")
    assert said[2].endswith(f"{EMAIL} Вход в кабинет.")
    assert len(said) == 3


def test_a_wrong_password_of_somebody_who_is_signed_in_stands_in_it(office, written):
    office.send("/office/account/password", password="wrong", new_password="a b c d e f g h", again="a b c d e f g h")
    assert (EMAIL, "wrong password", EMAIL) in written()


def test_it_is_filtered_by_action_group_person_and_day(office, session):
    enter(session, ("vera@example.org", "backup", "1 responses"), at=datetime(2026, 3, 1, 20, 59, tzinfo=UTC))
    enter(session, ("vera@example.org", "restore", "a.db, 2 responses"), at=datetime(2026, 3, 1, 21, 1, tzinfo=UTC))
    enter(session, ("flask", "backup", "3 responses"), at=datetime(2026, 3, 2, 20, 59, tzinfo=UTC))

    def number(query: str) -> int:
        return len(rows(office.get(f"/office/journal?{query}")))

    assert number("what=backup") == 2
    assert number("what=export") == 2
    assert number("what=change") == 1
    assert number("person=vera@example.org") == 2
    assert number("person=vera@example.org&what=backup") == 1
    assert number("from=2026-03-02&to=2026-03-02") == 2
    assert number("to=2026-03-01") == 1
    assert number("person=-") == 0


def test_days_that_are_none_are_pointed_out(office):
    answer = office.get("/office/journal?from=31.03.2026&to=2026-02-30")
    assert "«31.03.2026» – не дата" in words(answer)
    assert "«2026-02-30» – не дата" in words(answer)
    assert "Первый день позже" in words(office.get("/office/journal?from=2026-03-02&to=2026-03-01"))


def test_nothing_that_matches_is_said(office):
    assert "Подходящих записей нет" in words(office.get("/office/journal?to=2001-01-01"))


def test_it_is_paged_by_a_hundred_and_keeps_the_filter(office, session):
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        enter(session, *(("flask", "backup", f"{n} responses") for n in range(250)))
    first = office.get("/office/journal?what=backup")
    assert len(rows(first)) == 100
    assert "анкет: 249." in rows(first)[0]
    older = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert older
    second = office.get(older[1].replace("&amp;", "&"))
    assert "анкет: 149." in rows(second)[0]
    assert len(rows(office.get("/office/journal?what=backup&page=3"))) == 50
    assert len(rows(office.get("/office/journal?what=backup&page=99999"))) == 50


def test_strange_questions_are_answered(office):
    for query in (
        "page=-1",
        "page=٣",
        "page=99999999999999999999",
        "person=" + "x" * 5000,
        "from=0001-01-01",
    ):
        assert office.get(f"/office/journal?{query}").status_code == 200


def test_it_holds_no_address(office, session):
    for entry in journal.latest(session):
        assert "127.0.0.1" not in f"{entry.actor} {entry.action} {entry.subject}"

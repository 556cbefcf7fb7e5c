"""Rounds in the office: opened, looked at, changed, closed, and the posters of one as an archive."""

import io
import re
import zipfile
from datetime import timedelta

import pytest

from surveys.domain.registry import Record
from surveys.extensions import db
from surveys.store import assessments, database, jobs
from surveys.store.jobs import Progress
from surveys.web.office.kinds import KINDS
from tests import clock
from tests.printed import codes, document
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, collect, open_round, put
from tests.web.office.test_export import wait

TODAY = clock.today()
PAGE, OPEN = "/office/rounds", "/office/rounds/open"
ALL = {"title": "Оценка", "opens_on": TODAY.isoformat(), "closes_on": "", "who": "all", "codes": ""}
ASKED = {"questionnaire": "675n.1"}


@pytest.fixture
def inside(visitor, operator):
    visitor.sign_in()
    return visitor


def days(number):
    return (TODAY + timedelta(days=number)).isoformat()


def opens(inside, **fields):
    return inside.send(OPEN, **(ALL | ASKED | fields))


def now(session):
    session.rollback()
    return assessments.rounds(session, TODAY)


def test_without_rounds_the_page_leads_to_the_list_then_to_the_opening(inside, session):
    for page in (PAGE, OPEN):
        assert "/office/organizations/import" in inside.get(page).text
        assert "<form class" not in inside.get(page).text
    put(session, HOME)
    assert "Оценок ещё не было" in words(inside.get(PAGE))
    assert f'href="{OPEN}"' in inside.get(PAGE).text
    assert "Постоянный сбор" in words(inside.get(PAGE))


def test_a_round_of_all_is_opened_and_takes_what_comes_in(inside, session, written):
    first, second = put(session, HOME, CENTRE)
    assert f'value="{TODAY.isoformat()}"' in inside.get(OPEN).text
    answer = opens(inside, title="Оценка 2026 года", closes_on=days(30))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/1")
    page = words(inside.get(answer.location))
    assert "Оценка открыта. Участвуют 2 организации." in page
    assert "не вошл" not in page
    (found, _standing) = now(session)
    assert (found.title, found.state, found.questionnaire) == ("Оценка 2026 года", "open", "675n.1")
    assert found.closes_on.isoformat() == days(30)
    for code in (first, second):
        assert assessments.reception(db.engine, code, TODAY).assessment_id == 1
    assert ("anna@example.org", "open assessment", "1 Оценка 2026 года") in written()
    assert "Открыта оценка 1 «Оценка 2026 года»" in words(inside.get("/office/journal"))


def test_those_in_another_round_stay_out_and_are_counted(inside, session):
    first, second = put(session, HOME, CENTRE)
    third = put(session, Record("Дом «Ели»"))[0]
    opens(inside, title="Пробная", who="codes", codes=f"{first.lower()}, {second}\n{first}")
    assert now(session)[0].organizations == 2
    page = words(inside.get(opens(inside, opens_on=days(3)).location))
    assert "сбор начнётся" in page
    assert "Участвует 1 организация. 2 организации не вошли" in page
    assert [one.state for one in now(session)] == ["planned", "open", "open"]
    assert assessments.reception(db.engine, third, TODAY + timedelta(days=3)).assessment_id == 2


@pytest.mark.parametrize(
    ("fields", "leads_to", "said"),
    [
        ({"title": "  "}, "title", "Напишите название"),
        ({"title": "я" * 201}, "title", "до 200 знаков"),
        ({"opens_on": ""}, "opens_on", "Укажите первый день"),
        ({"opens_on": "завтра"}, "opens_on", "Укажите день"),
        ({"opens_on": "0226-03-01"}, "opens_on", "Проверьте год"),
        ({"opens_on": days(5), "closes_on": days(4)}, "closes_on", "раньше первого"),
        ({"opens_on": days(-5), "closes_on": days(-1)}, "closes_on", "уже прошёл"),
        ({"who": "codes", "codes": " ,\n"}, "codes", "Перечислите коды"),
        ({"who": "codes", "codes": "ZZZZZ"}, "codes", "ZZZZZ"),
        ({"who": "all", "codes": "ZZZZZ"}, "codes", "очистите это поле"),
        ({"who": "nobody"}, "who", "Выберите, какие"),
        ({"questionnaire": "999.1"}, "questionnaire", "Выберите из списка"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_and_kept(inside, session, fields, leads_to, said):
    put(session, HOME)
    page = opens(inside, **({"title": "Оценка «А»", "codes": ""} | fields))
    assert page.status_code == 422
    assert said in words(page)
    assert f'href="#{leads_to}"' in page.text
    assert f'id="{leads_to}"' in page.text
    assert 'value="Оценка «А»"' in page.text or "title" in fields
    assert len(now(session)) == 1


def test_a_round_that_overlaps_another_is_refused_with_its_codes(inside, session):
    first, second = put(session, HOME, CENTRE)
    opens(inside, who="codes", codes=first)
    page = opens(inside, title="Вторая", who="codes", codes=f"{first} {second}")
    assert page.status_code == 422
    assert 'href="#codes"' in page.text
    assert f"{first} {second}</textarea>" in page.text
    assert f"которая не закончилась, уже участвуют организации (1): {first}." in words(page)
    opens(inside, title="Вторая", who="codes", codes=second)
    assert 'href="#who"' in opens(inside, title="Третья").text
    assert len(now(session)) == 3


def test_the_list_tells_states_days_and_responses(inside, session):
    (code,) = put(session, HOME)
    open_round(session, title="Прошлая", opens_on=TODAY - timedelta(days=40), closes_on=TODAY - timedelta(days=20))
    open_round(session, title="Нынешняя", opens_on=TODAY)
    collect(session, code, 1, 7)
    collect(session, code, 2, 3)
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in inside.get(PAGE).text.split("<tr")[2:]]
    told = [" ".join(row.split()) for row in rows]
    assert re.search(r"Нынешняя идёт с .* 1 3", told[0]), told
    assert re.search(r"Прошлая закрыта .* – .* 1 7", told[1]), told
    assert re.search(r"Постоянный сбор .* 1 0", told[2]), told


def test_the_page_of_a_round_leads_to_its_charts_files_and_organizations(inside, session):
    first, _second = put(session, HOME, CENTRE)
    open_round(session, codes=[first])
    collect(session, first, 1, 12)
    page = inside.get(f"{PAGE}/1")
    for address in ("/office/charts?round=1", "/office/export?assessment=1", f"/office/organizations/{first}?in=1"):
        assert f'href="{address}"' in page.text
        assert inside.get(address).status_code == 200
    assert HOME.name in words(page)
    assert CENTRE.name not in words(page)
    assert "Анкеты 12" in words(page)
    assert inside.get(f"{PAGE}/9").status_code == 404


def test_a_long_list_of_organizations_comes_in_pages(inside, session):
    put(session, *(Record(f"Дом № {number:03}") for number in range(60)))
    open_round(session)
    assert "Дом № 049" in words(inside.get(f"{PAGE}/1"))
    assert "Дом № 050" not in words(inside.get(f"{PAGE}/1"))
    assert "Дом № 059" in words(inside.get(f"{PAGE}/1?page=2"))
    assert "Дом № 059" in words(inside.get(f"{PAGE}/1?page=99"))
    assert "Дом № 000" in words(inside.get(f"{PAGE}/1?page=x"))


def test_closing_is_asked_once_more_and_sends_what_comes_later_to_the_standing_collection(
    inside,
    session,
    written,
):
    (code,) = put(session, HOME)
    open_round(session, opens_on=TODAY)
    asked = inside.get(f"{PAGE}/1/close")
    assert "постоянный сбор" in words(asked)
    assert now(session)[0].state == "open"
    assert inside.send(f"{PAGE}/1/close").location == f"{PAGE}/1"
    assert now(session)[0].state == "closed"
    assert assessments.reception(db.engine, code, TODAY).assessment_id == assessments.STANDING_ID
    page = inside.get(f"{PAGE}/1")
    assert "Оценка закрыта. Новые анкеты попадут в постоянный сбор." in words(page)
    assert f"{PAGE}/1/close" not in page.text
    assert inside.get(f"{PAGE}/1/close").status_code == 303
    assert [action for _, action, _ in written()].count("close assessment") == 1


def test_who_confirms_after_a_colleague_closed_it_is_told(inside, session, written):
    put(session, HOME)
    open_round(session, opens_on=TODAY)
    token = re.search(r'name="csrf_token" value="([^"]+)"', inside.get(f"{PAGE}/1/close").text)[1]
    inside.send(f"{PAGE}/1/close")
    again = inside.client.post(f"{PAGE}/1/close", data={"csrf_token": token})
    assert "уже закрыта" in words(inside.get(again.location))
    assert [action for _, action, _ in written()].count("close assessment") == 1


def test_title_and_last_day_can_be_changed_while_it_lasts(inside, session, written):
    put(session, HOME)
    open_round(session, title="Оцнека", opens_on=TODAY)
    form = f"{PAGE}/1/change"
    assert inside.send(form, title="Оценка, 2026", closes_on=days(9)).location == f"{PAGE}/1"
    (found, _standing) = now(session)
    assert (found.title, found.closes_on.isoformat()) == ("Оценка, 2026", days(9))
    assert f'value="{days(9)}"' in inside.get(form).text
    inside.send(form, title="Оценка, 2026", closes_on="")
    assert now(session)[0].closes_on is None
    said = words(inside.get("/office/journal"))
    assert f"Изменена оценка 1: название «Оценка, 2026», последний день {days(9)}." in said
    assert "Изменена оценка 1: название «Оценка, 2026», сбор идёт до закрытия вручную." in said
    for closes_on, problem in ((days(-1), "уже прошёл"), ("x", "Укажите день")):
        refused = inside.send(form, title="Б", closes_on=closes_on)
        assert (refused.status_code, problem in words(refused)) == (422, True)
    assert now(session)[0].title == "Оценка, 2026"
    inside.send(f"{PAGE}/1/close")
    assert inside.get(form).status_code == 303


def test_a_round_cannot_grow_into_the_next_one_of_its_organizations(inside, session):
    first, second = put(session, HOME, CENTRE)
    open_round(session, opens_on=TODAY, closes_on=TODAY + timedelta(days=5), codes=[first])
    open_round(session, opens_on=TODAY + timedelta(days=7), codes=[first])
    open_round(session, opens_on=TODAY, codes=[second])
    for closes_on in (days(7), ""):
        refused = inside.send(f"{PAGE}/1/change", title="А", closes_on=closes_on)
        assert refused.status_code == 422
        assert first in words(refused)
        assert second not in words(refused)
    assert inside.send(f"{PAGE}/1/change", title="А", closes_on=days(6)).status_code == 303


def test_the_posters_of_all_organizations_come_in_one_archive(inside, session):
    members = put(session, HOME, CENTRE, Record("Дом «Ели»"))
    put(session, Record("Не участвует"))
    open_round(session, title="Оценка: «2026»", codes=members)
    answer = inside.send(f"{PAGE}/1/posters", form=f"{PAGE}/1", size="a5")
    number = int(re.fullmatch(r"/office/jobs/(\d+)", answer.location)[1])
    job = wait(session, number)
    assert (job.state, job.problem, job.done, job.total) == ("done", "", 3, 3)
    page = words(inside.get(answer.location))
    assert "В архиве 3 файла PDF" in page
    assert "конфиденциальный" not in page
    taken = inside.get(f"{answer.location}/file")
    content = taken.data
    taken.close()
    assert taken.headers["Content-Disposition"].endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [name[:5] for name in archive.namelist()] == sorted(members)
        for name in archive.namelist():
            (sheet,) = document(archive.read(name))
            assert round(sheet.get_width() / 72 * 25.4) == 148
            (found,) = codes(sheet)
            assert found.text.endswith(f"/A/{name[:5]}")


def test_the_progress_of_the_archive_is_told_while_it_is_made(session):
    class Watched(Progress):
        SECONDS = 0.0

        def __call__(self, done, total=None):
            super().__call__(done, total)
            with database.session_of(db.engine) as other:
                job = jobs.by_id(other, number)
                told.append((job.state, job.done, job.total))

    told = []
    put(session, HOME, CENTRE)
    parameters = {"assessment_id": open_round(session), "size": "cards"}
    number = jobs.ask(session, kind="posters", title="Карточки", parameters=parameters, asked_by="anna@example.org")
    job = jobs.take_next(session)
    made = KINDS[job.kind](session, job.parameters, Watched(db.engine, number))
    assert told == [("running", 0, 2), ("running", 1, 2)]
    with zipfile.ZipFile(made) as archive:
        assert len(codes(document(archive.read(archive.namelist()[0]))[0], 300)) == 8


def test_between_rounds_the_posters_are_of_the_whole_registry(inside, session):
    put(session, HOME, CENTRE)
    answer = inside.send(f"{PAGE}/0/posters", form=f"{PAGE}/0", size="a4")
    job = wait(session, int(answer.location.rpartition("/")[2]))
    assert (job.done, job.title) == (2, "Плакаты A4, Постоянный сбор")
    page = inside.get(f"{PAGE}/0").text
    for action in ("close", "change"):
        assert f"{PAGE}/0/{action}" not in page
        assert inside.get(f"{PAGE}/0/{action}").status_code == 303
    assert now(session)[-1].state == "open"


def test_a_size_that_is_not_there_is_refused(inside, session):
    put(session, HOME)
    open_round(session)
    page = inside.send(f"{PAGE}/1/posters", form=f"{PAGE}/1", size="a0")
    assert page.status_code == 422
    assert "Выберите размер" in words(page)
    assert not jobs.newest(session)


def test_a_round_whose_questionnaire_is_gone_still_opens_and_says_why_nothing_is_printed(inside, session):
    put(session, HOME)
    open_round(session, questionnaire="999.1")
    assert "999.1" in words(inside.get(f"{PAGE}/1"))
    answer = inside.send(f"{PAGE}/1/posters", form=f"{PAGE}/1", size="a4")
    job = wait(session, int(answer.location.rpartition("/")[2]))
    assert (job.state, "999.1" in job.problem) == ("failed", True)

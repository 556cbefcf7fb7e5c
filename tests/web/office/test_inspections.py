"""The checklist of an organization: filled in by several people, on pages that need no script."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.store import database, inspections, organizations
from tests import region
from tests.region import CHECKLIST
from tests.web.office.checklist import fields, said, save, shown
from tests.web.office.conftest import words
from tests.web.office.registry import CENTRE, HOME, collect, open_round, put

LIST = "/office/rounds/1/inspections"
FOUNDER = "2. Учредитель (учредители) организации"


@pytest.fixture
def code(session):
    first, _second = put(session, HOME, CENTRE)
    open_round(session)
    return first


@pytest.fixture
def inside(visitor, operator, code):
    visitor.sign_in()
    return visitor


@pytest.fixture
def boris(visit, account, code):
    account("boris@example.org")
    other = visit()
    other.sign_in("boris@example.org")
    return other


@pytest.fixture
def marks(session, code):
    def read():
        session.rollback()
        found = inspections.marked(session, 1, organizations.by_code(session, code).id)
        return {item: (one.finding.value.value, one.finding.note, one.by) for item, one in found.items()}

    return read


@pytest.fixture
def sheet(inside, code):
    """The organization's checklist, as it is now."""
    return lambda visitor=inside: visitor.get(f"{LIST}/{code}")


def test_a_checklist_is_filled_in_part_by_part(inside, sheet, marks, written, code):
    page = sheet()
    assert "Отмечено: 0 из 59" in words(page)
    changed = {"value-stand_01": "1", "value-stand_02": "0.5", "note-stand_02": "Без адреса"}
    more = {"value-access_ramp": "n/a", "note-access_ramp": "Вход\r\nбез ступеней", "page-stand_01": "дом.рф/stend"}
    saved = save(inside, page, changed | more, at="stand")
    assert (saved.status_code, saved.location) == (303, f"{LIST}/{code}#part-stand")
    again = inside.get(saved.location)
    assert "Сохранено 3 пункта." in words(again)
    assert "Отмечено: 3 из 59" in words(again)
    assert "Информационные стенды в помещениях организации 2 из 18" in words(again)
    assert shown(again, "stand_01") == ("1", "", "http://дом.рф/stend")
    assert shown(again, "access_ramp") == ("n/a", "Вход\nбез ступеней", "")
    assert "Отмечено: anna@example.org" in said(again, "stand_01")
    assert marks()["stand_02"] == ("0.5", "Без адреса", "anna@example.org")
    assert ("anna@example.org", "mark inspection", f"1, {code}, 3") in written()
    assert f"Заполнен чек-лист организации {code}, оценка 1, отметок: 3." in words(inside.get("/office/journal"))


def test_sending_the_page_as_it_was_shown_changes_nothing(inside, boris, sheet, marks):
    save(
        inside, sheet(), {"value-site_01": "0.5", "note-site_01": "«Да»\r\n\r\nи нет", "page-site_01": "http://дом.рф"}
    )
    page = sheet(boris)
    assert "Изменений нет" in words(boris.get(save(boris, page).location))
    assert marks() == {"site_01": ("0.5", "«Да»\n\nи нет", "anna@example.org")}


def test_a_mark_is_taken_away(inside, sheet, marks):
    save(inside, sheet(), {"value-stand_01": "1"})
    assert save(inside, sheet(), {"value-stand_01": ""}).status_code == 303
    assert marks() == {}


def test_half_is_offered_and_taken_only_where_it_counts(inside, sheet, marks):
    page = sheet()
    offered = BeautifulSoup(page.text, "html.parser").find(id="item-comfort_rest").find_all("input", type="radio")
    assert [one["value"] for one in offered] == ["1", "0", "n/a", ""]
    refused = save(inside, page, {"value-comfort_rest": "0.5"})
    assert refused.status_code == 422
    assert "«0.5» не отметка" in said(refused, "comfort_rest")
    assert marks() == {}


@pytest.mark.parametrize(
    ("entered", "part", "why"),
    [
        (("n/a", " ", ""), "note", "почему пункт неприменим"),
        (("", "Стенда нет", ""), "value", "выберите отметку"),
        (("", "", "http://a.ru"), "value", "выберите отметку"),
        (("1", "", "на сайте"), "page", "нужно полное имя"),
        (("1", "", "http://a.ru http://b.ru"), "page", "не адрес одной страницы"),
        (("1", "я" * 2001, ""), "note", "длиннее 2000 знаков"),
        (("7", "", ""), "value", "не отметка"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name_and_kept_while_the_rest_is_saved(
    inside, sheet, marks, entered, part, why
):
    changed = {f"{name}-stand_02": value for name, value in zip(("value", "note", "page"), entered, strict=True)}
    page = save(inside, sheet(), changed | {"value-stand_03": "0"})
    assert page.status_code == 422
    summary = BeautifulSoup(page.text, "html.parser").find(id="error-summary")
    assert FOUNDER in summary.text
    assert why in summary.text
    assert summary.find("a")["href"] == f"#{part}-stand_02"
    assert page.text.count(f'id="{part}-stand_02"') == 1
    assert why in said(page, "stand_02")
    assert "Сохранён 1 пункт." in summary.text
    assert entered == ("7", "", "") or shown(page, "stand_02") == entered
    assert list(marks()) == ["stand_03"]
    corrected = {"value-stand_02": "1", "note-stand_02": "Есть", "page-stand_02": ""}
    assert save(inside, page, corrected).status_code == 303
    assert marks()["stand_02"][:2] == ("1", "Есть")


def test_a_reason_that_a_list_left_out_stops_nobody_from_saving_other_items(inside, sheet, session, code, marks):
    home = organizations.by_code(session, code)
    with database.writing(session):
        inspections.write(session, 1, [(home.id, Finding("stand_01", Mark.NOT_APPLICABLE))], "flask")
    page = sheet()
    assert "Причины нет" in said(page, "stand_01")
    assert "командная строка" in said(page, "stand_01")
    assert save(inside, page, {"value-stand_02": "1"}).status_code == 303
    assert set(marks()) == {"stand_01", "stand_02"}


def test_two_on_one_organization_are_asked_whose_mark_counts(inside, boris, sheet, marks):
    hers, his = sheet(), sheet(boris)
    save(boris, his, {"value-stand_01": "0", "note-stand_01": "Стенд пуст"})
    page = save(inside, hers, {"value-stand_01": "1", "note-stand_01": "Висит", "value-stand_02": "0.5"})
    assert page.status_code == 409
    assert (
        "тем временем отметку поставил кто-то другой"
        in BeautifulSoup(page.text, "html.parser").find(id="error-summary").text
    )
    box = said(page, "stand_01")
    assert re.search(r"boris@example.org, \S+, \S+ Нет 0 ?Стенд пуст ваша, не сохранена Да 1 ?Висит", box)
    assert shown(page, "stand_01") == ("1", "Висит", "")
    assert marks()["stand_01"] == ("0", "Стенд пуст", "boris@example.org")
    assert marks()["stand_02"] == ("0.5", "", "anna@example.org")
    saved = save(inside, page, mine="stand_01")
    assert saved.location.endswith("#item-stand_01")
    assert marks()["stand_01"] == ("1", "Висит", "anna@example.org")


def test_what_the_other_one_has_marked_can_stay(inside, boris, sheet, marks):
    hers, his = sheet(), sheet(boris)
    save(boris, his, {"value-stand_01": "0"})
    page = save(inside, hers, {"value-stand_01": "1"})
    saved = save(inside, page, {"value-stand_02": "1"}, theirs="stand_01")
    assert saved.status_code == 303
    assert shown(inside.get(saved.location), "stand_01") == ("0", "", "")
    assert marks() == {"stand_01": ("0", "", "boris@example.org"), "stand_02": ("1", "", "anna@example.org")}


def test_a_third_change_while_one_chooses_is_asked_about_again(inside, boris, sheet, marks):
    hers = sheet()
    save(boris, sheet(boris), {"value-stand_01": "0"})
    page = save(inside, hers, {"value-stand_01": "1"})
    save(boris, sheet(boris), {"value-stand_01": "0.5"})
    again = save(inside, page)
    assert again.status_code == 409
    assert "Частично 0,5" in said(again, "stand_01")
    save(boris, sheet(boris), {"value-stand_01": ""})
    assert "стоит сейчас Не осмотрено" in said(save(inside, again), "stand_01")


def test_items_that_one_did_not_touch_stay_as_others_have_marked_them(inside, boris, sheet, marks):
    hers = sheet()
    save(boris, sheet(boris), {"value-stand_01": "0", "value-stand_02": "1"})
    assert save(inside, hers, {"value-stand_03": "1"}).status_code == 303
    assert {item: one[2] for item, one in marks().items()} == {
        "stand_01": "boris@example.org",
        "stand_02": "boris@example.org",
        "stand_03": "anna@example.org",
    }


def test_a_form_whose_session_has_ended_comes_back_with_everything_in_it(inside, sheet, marks):
    page = sheet()
    inside.client.delete_cookie("otklik_office", path="/office")
    inside.sign_in()
    back = save(inside, page, {"value-stand_01": "0", "note-stand_01": "Пусто"})
    assert back.status_code == 400
    assert "пока ничего не сохранено" in words(back)
    assert shown(back, "stand_01") == ("0", "Пусто", "")
    assert marks() == {}
    assert save(inside, back).status_code == 303
    assert marks() == {"stand_01": ("0", "Пусто", "anna@example.org")}


def test_what_the_service_itself_has_seen_is_a_hint(inside, sheet, session, code):
    assert "с сайта организации" not in words(sheet())
    assert "в этой оценке нет. Это только подсказка" in words(sheet())
    collect(session, code, 1, 3, channel="embed")
    collect(session, code, 1, 5, channel="link")
    page = sheet()
    assert "получил в этой оценке 3 анкеты с сайта организации" in words(page)
    assert shown(page, "remote_opinion")[0] == ""


def test_after_the_approval_the_page_says_that_figures_stay(visitor, operator, session):
    made = region.approved(session, region.homes(1))
    code = next(iter(region.registered(session, region.homes(1)).values()))
    visitor.sign_in()
    page = visitor.get(f"/office/rounds/{made}/inspections/{code}")
    assert "утверждены (решение № 7 от 1 апреля 2025" in words(page)
    assert save(visitor, page, {"value-stand_01": "0"}).status_code == 303
    assert "утверждены" in words(visitor.get(f"/office/rounds/{made}/inspections"))


def test_where_there_is_no_checklist_a_page_says_why(inside, app, session, code):
    standing = inside.get("/office/rounds/0/inspections")
    assert standing.status_code == 404
    assert "не входит ни в одну оценку. К постоянному сбору" in words(standing)
    assert inside.get("/office/rounds/77/inspections").status_code == 404
    open_round(session, "Ещё одна", opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1), methodology="gone.9")
    gone = inside.get(f"/office/rounds/2/inspections/{code}")
    assert gone.status_code == 404
    assert "gone.9" in words(gone)
    assert "нет организации с кодом ZZZZZ" in words(inside.get(f"{LIST}/ZZZZZ"))


def test_an_address_that_was_typed_leads_to_the_checklist(inside, code):
    moved = inside.get(f"{LIST}/{code.lower()}")
    assert (moved.status_code, moved.location) == (308, f"{LIST}/{code}")


def test_checklists_are_for_operators_only(visitor, account, code):
    for role in ("council", "authority", "organization"):
        account(f"{role}@example.org", role)
        visitor.sign_in(f"{role}@example.org")
        for address in (
            LIST,
            f"{LIST}/{code}",
            f"{LIST}/marks.csv",
            f"{LIST}/upload",
            f"{LIST}/{code}/photos/1/whole.jpg",
        ):
            assert visitor.get(address).status_code == 403
        visitor.send("/office/logout", form="/office/account/")


def everything(session, code, mark=Mark.YES):
    home = organizations.by_code(session, code)
    with database.writing(session):
        inspections.write(session, 1, [(home.id, Finding(item, mark)) for item in CHECKLIST.by_id], "boris@example.org")


def test_the_list_tells_how_far_the_round_is(inside, session, code, sheet):
    save(inside, sheet(), {"value-stand_01": "1"})
    page = words(inside.get(LIST))
    assert "чек-листов заполнено целиком 0 из 2 пунктов отмечено 1 из 118" in page
    assert f"Дом-интернат «Сосны» {code} Город Н. 1 из 59" in page
    everything(session, code)
    page = words(inside.get(LIST))
    assert "чек-листов заполнено целиком 1 из 2 пунктов отмечено 59 из 118" in page
    assert f"Дом-интернат «Сосны» {code} Город Н. заполнен" in page
    left = words(inside.get(f"{LIST}?state=open"))
    assert "Берёзка" in left
    assert "Сосны" not in left
    assert "Сосны" in words(inside.get(f"{LIST}?q=сосны"))
    assert "Берёзка" not in words(inside.get(f"{LIST}?q=сосны"))
    assert "Таких организаций нет" in words(inside.get(f"{LIST}?q=нигде"))


def test_the_list_has_fifty_on_a_page(inside, session, code):
    made = region.collected(session, region.homes(51, mark=None), 2024)
    first = inside.get(f"/office/rounds/{made}/inspections")
    assert first.text.count('scope="row"') == 50
    second = inside.get(f"/office/rounds/{made}/inspections?page=2")
    assert second.text.count('scope="row"') == 1
    assert inside.get(f"/office/rounds/{made}/inspections?page=x").status_code == 200


def test_a_filled_in_round_has_nothing_left(inside, session, code):
    made = region.collected(session, region.homes(2), 2024)
    assert "Всё заполнено" in words(inside.get(f"/office/rounds/{made}/inspections?state=open"))


def test_the_page_sends_every_field_once(sheet):
    names = fields(sheet())
    assert len(names) == 59 * 4 + 1

"""Marks of inspections: nobody overwrites another unawares, and it is known how far a round is."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding
from surveys.files import inspection_table, tables
from surveys.store import database, inspected, inspection_lists, inspections, journal, organizations, photos
from surveys.store.inspections import Entry
from tests import region
from tests.region import CHECKLIST, Home

ITEMS = list(CHECKLIST.by_id)
YES, NO = Finding("stand_01", Mark.YES), Finding("stand_01", Mark.NO)


@pytest.fixture
def round_id(session):
    return region.collected(session, [Home("Дом", mark=None), Home("Центр", mark=None, municipality="Елец")])


@pytest.fixture
def home(session, round_id):
    [found], _more = organizations.search(session, "Дом", 1)
    return found


@pytest.fixture
def save(session, round_id, home):
    return lambda entries, actor="anna": inspections.save(session, round_id, home, entries, actor)


@pytest.fixture
def stored(session, round_id, home):
    def read():
        session.rollback()
        return {item: (one.finding, one.by) for item, one in inspections.marked(session, round_id, home.id).items()}

    return read


def test_a_mark_is_put_changed_and_taken_away(save, stored):
    assert save({"stand_01": Entry(YES)}).changed == {"stand_01"}
    assert stored() == {"stand_01": (YES, "anna")}
    save({"stand_01": Entry(NO, YES.print)}, "boris")
    assert stored() == {"stand_01": (NO, "boris")}
    assert save({"stand_01": Entry(None, NO.print)}).changed == {"stand_01"}
    assert stored() == {}


def test_what_somebody_else_has_changed_is_given_back_and_the_rest_is_saved(save, stored):
    save({"stand_01": Entry(YES)}, "boris")
    other = Finding("stand_02", Mark.HALF, "За прошлый год")
    saved = save({"stand_01": Entry(NO), "stand_02": Entry(other)})
    assert saved.changed == {"stand_02"}
    assert saved.conflicts["stand_01"].finding == YES
    assert saved.conflicts["stand_01"].by == "boris"
    assert stored() == {"stand_01": (YES, "boris"), "stand_02": (other, "anna")}


def test_a_mark_that_was_taken_away_meanwhile_does_not_come_back_by_itself(save, stored):
    save({"stand_01": Entry(YES)})
    save({"stand_01": Entry(None, YES.print)}, "boris")
    assert save({"stand_01": Entry(NO, YES.print)}).conflicts == {"stand_01": None}
    assert stored() == {}


def test_what_was_only_shown_changes_nothing(save, stored):
    save({"stand_01": Entry(YES)})
    save({"stand_01": Entry(NO, YES.print)}, "boris")
    saved = save({"stand_01": Entry(YES, YES.print)})
    assert (saved.changed, saved.conflicts) == (frozenset(), {})
    assert stored() == {"stand_01": (NO, "boris")}


def test_the_same_sent_twice_or_said_by_both_is_no_conflict(save, stored):
    save({"stand_01": Entry(YES)}, "boris")
    saved = save({"stand_01": Entry(YES)})
    assert (saved.changed, saved.conflicts) == (frozenset(), {})
    assert stored() == {"stand_01": (YES, "boris")}


def test_a_list_that_says_the_same_takes_nobodys_mark(session, save, stored, round_id, home):
    save({"stand_01": Entry(YES), "stand_02": Entry(Finding("stand_02", Mark.NO))})
    with database.writing(session):
        lines = [(home.id, YES), (home.id, Finding("stand_02", Mark.NO, "теперь с причиной"))]
        assert inspections.write(session, round_id, lines, "flask") == 2
    assert stored() == {
        "stand_01": (YES, "anna"),
        "stand_02": (Finding("stand_02", Mark.NO, "теперь с причиной"), "flask"),
    }


def test_the_journal_has_one_entry_for_a_visit(session, save):
    with time_machine.travel(datetime(2026, 5, 4, 10, tzinfo=UTC), tick=False) as clock:
        save({"stand_01": Entry(YES)})
        save({"stand_01": Entry(NO, YES.print), "stand_02": Entry(Finding("stand_02", Mark.NO))})
        save({"stand_03": Entry(Finding("stand_03", Mark.NO))}, "boris")
        save({"stand_04": Entry(Finding("stand_04", Mark.NO))})
        save({"stand_04": Entry(Finding("stand_04", Mark.NO))})
        clock.shift(timedelta(hours=2))
        save({"stand_05": Entry(Finding("stand_05", Mark.NO))})
    entries = [(one.actor, one.subject.rpartition(", ")[2]) for one in journal.latest(session)]
    assert entries == [("anna", "1"), ("boris", "1"), ("anna", "4")]
    assert {one.action for one in journal.latest(session)} == {"mark inspection"}


def test_something_else_in_between_begins_a_new_entry(session, save):
    save({"stand_01": Entry(YES)})
    journal.note(session, "anna", "logout")
    save({"stand_01": Entry(NO, YES.print)})
    assert [one.action for one in journal.latest(session)] == ["mark inspection", "logout", "mark inspection"]


def everything(session, round_id, home, mark=Mark.YES, items=ITEMS):
    with database.writing(session):
        inspections.write(session, round_id, [(home.id, Finding(item, mark)) for item in items], "anna")


def test_how_far_a_round_is(session, round_id, home):
    assert inspected.progress(session, round_id, ITEMS) == inspected.Progress(2, 0, 0)
    everything(session, round_id, home, items=ITEMS[:-1])
    with database.writing(session):
        inspections.write(session, round_id, [(home.id, Finding("of_another_checklist", Mark.YES))], "anna")
    assert inspected.progress(session, round_id, ITEMS) == inspected.Progress(2, 0, 58)
    everything(session, round_id, home)
    assert inspected.progress(session, round_id, ITEMS) == inspected.Progress(2, 1, 59)


def test_a_list_of_a_round_is_searched_filtered_and_paged(session, round_id, home):
    everything(session, round_id, home)
    photos.add(session, round_id, home.id, "stand_01", b"jpeg", "anna")
    page = inspected.page(session, round_id, ITEMS)
    assert [(one.name, one.marked, one.photos) for one in page.lines] == [("Дом", 59, 1), ("Центр", 0, 0)]
    unfinished = inspected.page(session, round_id, ITEMS, unfinished=True)
    assert [one.name for one in unfinished.lines] == ["Центр"]
    assert [one.name for one in inspected.page(session, round_id, ITEMS, query="ельц елец цен").lines] == []
    assert [one.name for one in inspected.page(session, round_id, ITEMS, query="елец цен").lines] == ["Центр"]
    assert inspected.page(session, round_id, ITEMS, query="«»").total == 0
    second = inspected.page(session, round_id, ITEMS, number=9, length=1)
    assert ([one.name for one in second.lines], second.page, second.pages, second.total) == (["Центр"], 2, 2, 2)


def test_marks_of_other_rounds_do_not_count(session, round_id, home):
    everything(session, round_id, home)
    other = region.collected(session, [Home("Дом 2", mark="1")], 2024)
    assert inspected.progress(session, other, ITEMS) == inspected.Progress(1, 1, 59)
    assert inspected.member(session, other, home.code) is None
    assert inspected.member(session, round_id, home.code) is home


def test_a_photograph_is_kept_once_and_not_without_end(session, round_id, home):
    for number in range(photos.MOST):
        for _twice in range(2):
            assert photos.add(session, round_id, home.id, "stand_01", f"jpeg {number}".encode(), "anna") is None
    assert "12" in str(photos.add(session, round_id, home.id, "stand_01", b"one more", "anna"))
    assert photos.add(session, round_id, home.id, "stand_02", b"one more", "anna") is None
    assert len(photos.of_organization(session, round_id, home.id)) == photos.MOST + 1


def test_the_table_of_everything_comes_back_as_it_went_out(session, round_id, home):
    note = "=СУММ(1)\nвторая строка; «кавычки»"
    with database.writing(session):
        inspections.write(session, round_id, [(home.id, Finding("site_03", Mark.NOT_APPLICABLE, note))], "anna")
    file = io.StringIO()
    listed = inspection_lists.complete(session, round_id, CHECKLIST, inspections.findings(session, round_id))
    assert inspection_table.write_csv(file, listed, lambda _code, item: ("@дом", item)) == 2 * 59
    told = inspection_table.read(tables.parse(file.getvalue().encode("utf-8-sig")), CHECKLIST)
    assert (len(told.lines), told.empty, told.problems) == (1, 117, [])
    assert told.lines[0].finding == Finding("site_03", Mark.NOT_APPLICABLE, note)
    assert told.lines[0].code == home.code
    assert "'@дом" in file.getvalue()


def test_a_list_of_strange_codes_of_any_length_is_refused_whole(session, round_id, home):
    lines = "\n".join(f"Q{number:05};stand_01;1;" for number in range(40_000))
    content = f"organization_code;item;value;note\n{home.code};stand_01;1;\n{lines}\n".encode()
    told = inspection_table.read(tables.parse(content), CHECKLIST)
    taken = inspection_lists.take(session, round_id, told, "anna", "list.csv")
    assert len(taken.problems) == 40_000
    assert inspections.marked(session, round_id, home.id) == {}

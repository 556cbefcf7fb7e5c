"""What an inspector may write down of an item, and how a change is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.definitions import loader
from surveys.domain.checklist import Mark
from surveys.domain.inspection import Finding, Refusal, checked

CHECKLIST = loader.Checklists.load(loader.SHIPPED / "checklists" / "317n-1.toml")


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        *[("1", Mark.YES), ("1.0", Mark.YES), ("1,0", Mark.YES), (" 1 ", Mark.YES), ("0", Mark.NO)],
        *[("0,5", Mark.HALF), ("0.5", Mark.HALF), (",5", Mark.HALF), ("½", Mark.HALF)],
        *[("n/a", Mark.NOT_APPLICABLE), ("Н/П", Mark.NOT_APPLICABLE), ("не применимо", Mark.NOT_APPLICABLE)],
    ],
)
def test_a_mark_is_understood_as_people_write_it(written, mark):
    assert checked(CHECKLIST, "stand_01", written) == Finding("stand_01", mark)


@pytest.mark.parametrize(
    ("item", "value", "note", "page", "part", "said"),
    [
        ("stand_01", "0.7", "", "", "value", "0.7"),
        ("stand_01", "", "", "", "value", "stand_01"),
        ("stand_01", "да", "", "", "value", "stand_01"),
        ("comfort_rest", "0.5", "", "", "value", "1, 0, n/a"),
        ("stand_99", "1", "", "", "item", "stand_99"),
        ("stand_01", "1", "а\x00б", "", "note", "character"),
        ("stand_01", "1", "я" * 2001, "", "note", "2000"),
        ("stand_01", "1", "", "на стенде", "page", "dot"),
        ("stand_01", "1", "", "http://a.ru http://b.ru", "page", "one page"),
        ("stand_01", "1", "", f"http://a.ru/{'я' * 100}", "page", "one page"),
    ],
)
def test_what_is_no_finding_is_refused_with_the_part_that_it_is_about(item, value, note, page, part, said):
    told = checked(CHECKLIST, item, value, note, page)
    assert isinstance(told, Refusal)
    assert told.part == part
    assert said in str(told.reason)


def test_only_not_applicable_needs_a_reason():
    assert checked(CHECKLIST, "stand_01", "n/a").lacks_reason
    assert not checked(CHECKLIST, "stand_01", "n/a", "Филиалов нет").lacks_reason
    assert not checked(CHECKLIST, "stand_01", "0").lacks_reason


def test_a_print_changes_with_whatever_is_said():
    prints = {
        checked(CHECKLIST, "stand_01", value, note, page).print
        for value, note, page in [
            *[("1", "", ""), ("0", "", ""), ("n/a", "", ""), ("1", "a", ""), ("1", "", "http://a.ru")],
            *[("1", "a", "http://a.ru"), ("1", "b", "")],
        ]
    }
    assert len(prints) == 7
    assert "" not in prints


@given(st.sampled_from(list(Mark)), st.text(max_size=60), st.sampled_from(["", "дом.рф/стенд?a=1", "http://a.ru:81/"]))
def test_what_a_browser_sends_back_unchanged_is_the_same_finding(mark, note, page):
    told = checked(CHECKLIST, "stand_01", mark, note, page)
    if isinstance(told, Refusal):
        return
    as_sent = told.note.replace("\n", "\r\n")  # a text area's line ends
    assert checked(CHECKLIST, "stand_01", mark, as_sent, told.page) == told

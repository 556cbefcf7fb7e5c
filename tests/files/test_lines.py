"""Lines of print: nothing is lost, nothing is too wide, what belongs together stays together."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.files import lines

WORDS = st.text(alphabet="абв -№4«»(), ", max_size=120)


def em(text):
    return len(text) * 0.5


@given(WORDS, st.floats(min_value=1, max_value=30))
def test_no_letter_is_lost_and_no_line_too_wide(text, room):
    text = lines.printable(text, frozenset(map(ord, text)))
    for cut in (lines.wrapped, lines.balanced):
        found = cut(text, em, room)
        assert all(em(line) <= room for line in found)
        assert "".join("".join(found).split()) == "".join(text.split())


@given(WORDS, st.floats(min_value=2, max_value=30))
def test_balanced_lines_are_no_more_lines(text, room):
    text = lines.printable(text, frozenset(map(ord, text)))
    assert len(lines.balanced(text, em, room)) == len(lines.wrapped(text, em, room))


def test_lines_are_about_the_same_width():
    assert lines.wrapped("один два три четыре", em, 8) == ("один два три", "четыре")
    assert lines.balanced("один два три четыре", em, 8) == ("один два", "три четыре")


def test_short_words_numbers_and_dashes_stay_with_their_neighbours():
    tied = lines.tied("дом № 5 и в саду – рядом с ней, 8 (4922) 00-00-00, (с 9 до 17)")
    assert tied.replace("\xa0", "_") == "дом №_5_и_в_саду_– рядом с_ней, 8_(4922)_00-00-00, (с_9_до_17)"


def test_a_long_word_is_cut_at_its_hyphen_or_where_the_line_ends():
    assert lines.wrapped("дом-интернат", em, 5) == ("дом-", "интернат")
    assert lines.wrapped("интернат", em, 2) == ("инте", "рнат")


def test_what_the_typeface_has_not_is_replaced_or_left_out():
    known = frozenset(map(ord, " АВДом№5й«»\xa0"))
    assert lines.printable("  Дом\t№\u200b5\n😀 «АВ» ﷽\x07", known) == "Дом №5 «АВ»"
    assert lines.printable("и\u0306", frozenset(map(ord, "й"))) == "й"

import pytest

from models import Organization
from surveys.domain import registry
from surveys.domain.messages import Message
from surveys.domain.registry import Form


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ()),
        ("стационарная", (Form.STATIONARY,)),
        ("Стационарная форма социального обслуживания", (Form.STATIONARY,)),
        ("в полустационарной форме", (Form.SEMI_STATIONARY,)),
        ("Полу-стационарная", (Form.SEMI_STATIONARY,)),
        ("социальное обслуживание на дому", (Form.AT_HOME,)),
        ("надомная форма", (Form.AT_HOME,)),
        ("полустационарная, на дому", (Form.SEMI_STATIONARY, Form.AT_HOME)),
        ("на дому;стационар / полустационар", (Form.AT_HOME, Form.STATIONARY, Form.SEMI_STATIONARY)),
        ("стационарная и полустационарная", (Form.STATIONARY, Form.SEMI_STATIONARY)),
        ("стационарная\nстационарная", (Form.STATIONARY,)),
    ],
)
def test_forms_of_service_are_understood_as_people_write_them(cell, expected):
    assert registry.forms(cell) == expected


@pytest.mark.parametrize("cell", ["амбулаторная", "стационарная, дистанционная", "форма", "нестационарная"])
def test_a_form_of_service_that_nobody_knows_is_refused_in_words(cell):
    assert isinstance(registry.forms(cell), Message)


def test_every_form_is_read_back_from_the_name_it_is_exported_under():
    assert registry.forms(", ".join(registry.FORM_NAMES.values())) == tuple(registry.FORM_NAMES)


@pytest.mark.parametrize("cell", ["7707083893", " 77 0708 3893 ", "500100732259"])
def test_an_inn_is_taken_with_the_spaces_that_people_put_into_it(cell):
    assert registry.inn(cell) == cell.replace(" ", "")


@pytest.mark.parametrize("cell", ["123", "77070838931", "770708389X", "٧٧٠٧٠٨٣٨٩٣", "7,70708E+09"])
def test_what_is_no_inn_is_refused_in_words(cell):
    assert isinstance(registry.inn(cell), Message)


def test_a_leading_zero_that_a_spreadsheet_took_away_is_put_back():
    assert registry.inn("274062111") == "0274062111"
    assert isinstance(registry.inn("274062112"), Message), "a text with a digit too few is no lost zero"
    assert registry.inn("274062112", was_number=True) == "0274062112"


def test_check_digits_tell_a_slip_of_the_pen():
    assert registry.inn_fits("7707083893")
    assert registry.inn_fits("500100732259")
    assert not registry.inn_fits("7707083894")
    assert not registry.inn_fits("500100732258")


@pytest.mark.parametrize(("cell", "expected"), [("", None), ("0", 0), ("1 200", 1200), ("1\u00a0200", 1200)])
def test_the_number_of_recipients_is_read_with_its_spaces(cell, expected):
    assert registry.recipients(cell) == expected


@pytest.mark.parametrize("cell", ["-1", "12.5", "около 100", "1000001", "9" * 5000, "²"])
def test_a_number_of_recipients_that_cannot_be_is_refused_in_words(cell):
    assert isinstance(registry.recipients(cell), Message)


def test_one_organization_written_in_two_ways_has_one_key():
    one = registry.match_key("ГБУ «Центр „Берёзка“»", "г. Елец")
    assert registry.match_key('гбу "Центр  "Березка""', "Г Елец") == one


def test_a_search_takes_a_few_words_of_bearable_length():
    words = registry.search_words("«Ёлка», " + "а" * 5000 + " б" * 50)
    assert words[0] == "елка"
    assert len(words) == 10
    assert max(map(len, words)) == 60


def test_what_the_rules_let_through_fits_into_the_table():
    columns = Organization.__table__.columns
    assert {name: columns[name].type.length for name in registry.LONGEST} == registry.LONGEST
    assert columns["match_key"].type.length > registry.LONGEST["name"] + registry.LONGEST["municipality"]

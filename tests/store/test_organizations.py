import pytest

from models import Organization
from surveys.domain import codes
from surveys.domain.messages import N_
from surveys.domain.registry import Form, Listing, Record, Remark
from surveys.store import database, organizations

CENTRE = Record(
    "Центр «Ёлочка»",
    short_name="ЦСО",
    inn="7707083893",
    form_of_service=(Form.AT_HOME, Form.STATIONARY),
    municipality="Елец",
    site="http://example.ru/",
    recipients=120,
    address="ул. Мира, д. 1_а",
    line=2,
)


def put(session, *records, columns=None, **options):
    listing = (
        Listing(list(records)) if columns is None else Listing(list(records), dict(zip(columns, columns, strict=True)))
    )
    with database.writing(session):
        return organizations.register(session, listing, **options)


def found(session, query, limit=10):
    return [organization.name for organization in organizations.search(session, query, limit)[0]]


def only(session):
    ((code, _),) = organizations.all_codes_and_names(session)
    return organizations.by_code(session, code)


def test_what_a_list_says_is_what_the_registry_holds(session):
    put(session, CENTRE)
    organization = only(session)
    assert [entry.form for entry in organization.forms] == ["at_home", "stationary"]
    assert (organization.name, organization.inn, organization.recipients) == ("Центр «Ёлочка»", "7707083893", 120)
    assert len(organization.code) == codes.LENGTH
    assert not set(organization.code) - set(codes.ALPHABET)


def test_a_code_is_found_however_it_was_typed(session):
    put(session, CENTRE)
    code = only(session).code
    assert organizations.by_code(session, f" {code.lower()} ") is not None
    assert organizations.by_code(session, "") is None
    assert organizations.by_code(session, code + "X" * 5000) is None


def test_a_list_that_is_imported_again_changes_nothing_and_keeps_the_codes(session):
    first = put(session, CENTRE, Record("Дом", line=3))
    before = list(organizations.all_codes_and_names(session))
    second = put(session, CENTRE, Record("Дом", line=3))
    assert (first.added, first.unchanged) == (2, 0)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert list(organizations.all_codes_and_names(session)) == before


def test_a_change_reaches_the_registry_with_the_words_it_is_found_by(session):
    put(session, CENTRE)
    code = only(session).code
    renamed = Record("Дом милосердия", inn=CENTRE.inn, form_of_service=(Form.SEMI_STATIONARY,), line=2)
    assert put(session, renamed).changed == 1
    organization = only(session)
    assert organization.code == code
    assert [entry.form for entry in organization.forms] == ["semi_stationary"]
    assert found(session, "милосердия") == ["Дом милосердия"]
    assert found(session, "елочка") == []


def test_a_column_that_the_list_does_not_have_stays_as_it_is(session):
    put(session, CENTRE)
    summary = put(
        session,
        Record("Центр «Ёлочка»", municipality="Елец", recipients=90, line=2),
        columns=("name", "municipality", "recipients"),
    )
    organization = only(session)
    assert summary.changed == 1
    assert not summary.warnings
    assert (organization.recipients, organization.site, len(organization.forms)) == (90, "http://example.ru/", 2)


def test_an_empty_cell_empties_with_a_warning_but_never_the_inn(session):
    put(session, CENTRE)
    summary = put(session, Record("Центр «Ёлочка»", municipality="Елец", line=2))
    organization = only(session)
    assert (organization.inn, organization.site, organization.forms) == ("7707083893", "", [])
    assert {warning.column for warning in summary.warnings} == {
        "short_name",
        "form_of_service",
        "site",
        "recipients",
        "address",
    }


def test_one_bad_line_keeps_the_others_out(session):
    listing = Listing([CENTRE], problems=[Remark(3, "inn", N_("Bad."))])
    with database.writing(session):
        summary = organizations.register(session, listing)
    assert not summary.stored
    assert organizations.count(session) == 0


def test_lines_that_are_one_organization_are_problems_and_partial_takes_the_first(session):
    lines = (CENTRE, Record("Центр «Елочка»", municipality="елец", line=3), Record("Дом", line=4))
    assert not put(session, *lines).stored
    assert organizations.count(session) == 0
    summary = put(session, *lines, partial=True)
    assert [problem.line for problem in summary.problems] == [3]
    assert (summary.added, organizations.count(session)) == (2, 2)


def test_two_organizations_can_exchange_their_names(session):
    other = Record("Дом", inn="5024002077", line=3)
    put(session, CENTRE, other)
    codes_before = {name: code for code, name in organizations.all_codes_and_names(session)}
    put(session, Record("Дом", inn=CENTRE.inn, line=2), Record(CENTRE.name, inn=other.inn, line=3))
    after = {name: code for code, name in organizations.all_codes_and_names(session)}
    assert after == {"Дом": codes_before[CENTRE.name], CENTRE.name: codes_before["Дом"]}


def test_a_search_wants_every_word_and_minds_neither_case_nor_yo(session):
    put(session, CENTRE, Record("Центр «Берёзка»", municipality="Липецк", line=3))
    assert found(session, "ЕЛОЧКА") == ["Центр «Ёлочка»"]
    assert found(session, "центр липецк") == ["Центр «Берёзка»"]
    assert found(session, "центр елочка липецк") == []
    assert found(session, "") == ["Центр «Берёзка»", "Центр «Ёлочка»"]


@pytest.mark.parametrize("query", ["%", "_", "\\", "Ц%р", "ц_нтр", "'", "\x00", "а" * 100_000])
def test_wildcards_and_oddities_in_a_search_match_nothing_of_themselves(session, query):
    put(session, Record("Центр", line=2))
    assert found(session, query) in ([], ["Центр"])
    assert found(session, f"{query} нигде") == []


def test_an_underscore_is_a_letter_like_any_other(session):
    put(session, CENTRE, Record("Дом 1а", line=3))
    assert found(session, "1_а") == ["Центр «Ёлочка»"]


def test_names_that_begin_with_the_word_come_first_and_the_rest_is_announced(session):
    put(session, Record("Аврора, дом", line=2), Record("Дом Б", line=3), Record("Дом А", line=4))
    assert found(session, "дом") == ["Дом А", "Дом Б", "Аврора, дом"]
    first, more = organizations.search(session, "дом", 2)
    assert [organization.name for organization in first] == ["Дом А", "Дом Б"]
    assert more
    assert not organizations.search(session, "дом", 3)[1]


def test_one_organization_can_be_put_in_and_is_found_the_second_time(session):
    with database.writing(session):
        one = organizations.add_one(session, CENTRE)
    with database.writing(session):
        again = organizations.add_one(session, CENTRE)
    assert isinstance(one, Organization)
    assert one.code == again.code
    assert organizations.count(session) == 1


def test_codes_are_given_once_also_where_few_are_left(session, monkeypatch):
    monkeypatch.setattr(codes, "ALPHABET", "AB")
    put(session, *(Record(f"Дом {number}", line=number) for number in range(30)))
    assert len({code for code, _ in organizations.all_codes_and_names(session)}) == 30


def test_a_region_of_many_lines_is_taken_at_once(session):
    records = [
        Record(f"Дом {number}", municipality=f"Район {number % 40}", form_of_service=(Form.AT_HOME,), line=number)
        for number in range(5000)
    ]
    assert put(session, *records).added == 5000
    assert put(session, *records).unchanged == 5000

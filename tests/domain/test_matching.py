from surveys.domain.matching import Known, Matching, match
from surveys.domain.registry import Record

A, B, WRONG = "7707083893", "5024002077", "7707083894"


def known(number: int, name: str, inn: str | None = None, municipality: str = "Елец") -> Known:
    return Known(number, f"CODE{number}", Record(name, inn=inn, municipality=municipality))


def line(number: int, name: str, inn: str | None = None, municipality: str = "Елец") -> Record:
    return Record(name, inn=inn, municipality=municipality, line=number)


def outcome(found: Matching) -> dict[int, int | None]:
    """Line by line: the id of the organization that was found, None for a new one."""
    return {record.line: one and one.id for record, one in found.pairs}


def test_branches_share_an_inn_and_are_told_apart_by_name():
    head, branch = known(1, "Центр", A), known(2, "Центр, филиал", A)
    found = match([line(2, "Центр, филиал", A), line(3, "Центр", A), line(4, "Второй филиал", A)], [head, branch])
    assert outcome(found) == {2: 2, 3: 1, 4: None}
    assert not found.problems


def test_a_renamed_organization_is_known_by_its_inn_and_said_to_be_renamed():
    found = match([line(2, "Новый центр", A)], [known(1, "Центр", A)])
    assert outcome(found) == {2: 1}
    assert "Центр" in str(found.warnings[0].text)


def test_an_inn_on_two_lines_renames_nobody():
    found = match([line(2, "Филиал 1", A), line(3, "Филиал 2", A)], [known(1, "Центр", A)])
    assert outcome(found) == {2: None, 3: None}


def test_an_inn_that_was_missing_is_filled_in_later_and_may_be_missing_again():
    assert outcome(match([line(2, "Центр", A)], [known(1, "Центр")])) == {2: 1}
    assert outcome(match([line(2, "Центр")], [known(1, "Центр", A)])) == {2: 1}


def test_a_name_in_the_registry_comes_before_a_renaming():
    found = match([line(2, "Центр", A)], [known(1, "Центр"), known(2, "Дом", A)])
    assert outcome(found) == {2: 1}


def test_an_inn_with_wrong_check_digits_can_be_corrected():
    found = match([line(2, "Центр", A)], [known(1, "Центр", WRONG)])
    assert outcome(found) == {2: 1}
    assert WRONG in str(found.warnings[0].text)


def test_two_right_inns_are_two_organizations_also_under_one_name():
    found = match([line(2, "Центр", B)], [known(1, "Центр", A)])
    assert outcome(found) == {2: None}
    assert "CODE1" in str(found.warnings[0].text)


def test_a_municipality_can_be_filled_in_later():
    assert outcome(match([line(2, "Центр")], [known(1, "Центр", municipality="")])) == {2: 1}
    assert outcome(match([line(2, "Центр", municipality="")], [known(1, "Центр")])) == {2: 1}


def test_a_line_that_fits_several_organizations_is_a_problem_that_names_them():
    found = match([line(2, "Центр")], [known(1, "Центр", A), known(2, "Центр", B)])
    assert not found.pairs
    assert "CODE1, CODE2" in str(found.problems[0].text)
    found = match([line(2, "Центр", municipality="")], [known(1, "Центр"), known(2, "Центр", municipality="Липецк")])
    assert not found.pairs


def test_the_second_line_of_one_organization_is_a_problem_that_names_the_first():
    for first, second, registry in [
        (line(2, "Центр"), line(7, "«ЦЕНТР»"), []),
        (line(2, "Центр"), line(7, "Центр", A), []),
        (line(2, "Центр", A), line(7, "Центр"), [known(1, "Центр", A)]),
    ]:
        found = match([first, second], registry)
        assert outcome(found).keys() == {2}
        assert [(problem.line, problem.text.values) for problem in found.problems] == [(7, {"line": 2})]

"""The list of organizations as a table: its columns, what they are called, what each line says and lacks."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from surveys.domain import registry, sites
from surveys.domain.messages import N_, Message
from surveys.domain.registry import Listing, Record, Remark
from surveys.files.rows import NotATable, Row
from surveys.files.tables import Table

_HEADINGS = {
    "name": "наименование; полное наименование; название; организация; учреждение; organization",
    "short_name": "краткое наименование; сокращенное наименование; краткое название; сокращенное название",
    "inn": "инн",
    "form_of_service": "форма; форма обслуживания; форма социального обслуживания; формы обслуживания; "
    "формы социального обслуживания; форма оказания услуг; форма предоставления услуг",
    "municipality": "муниципальное образование; муниципалитет; муниципальный район; муниципальный округ; "
    "городской округ; район; территория; мо",
    "site": "сайт; официальный сайт; адрес сайта; адрес официального сайта; сайты; website; url",
    "recipients": "получателей; получатели; число получателей; количество получателей; численность получателей; "
    "получателей услуг; число получателей услуг; количество получателей услуг; "
    "численность получателей услуг",
    "address": "адрес; фактический адрес; почтовый адрес; адрес места нахождения; место нахождения; местонахождение",
}
_COLUMNS_BY_HEADING = {
    registry.plain(heading).replace("_", " "): column
    for column, headings in _HEADINGS.items()
    for heading in (column, *headings.split(";"))
}
_OF_WHOM = re.compile(r" (организации|учреждения|поставщика( социальных услуг)?|чел|человек)$")
_SAYS_NOTHING = frozenset(("-", "–", "—", "нет", "н/д", "нет данных"))
_SPREADSHEET_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ПУСТО!|ЧИСЛО!)"
)


def read(table: Table, rows: Iterable[Row] | None = None) -> Listing:
    """The organizations of a list, with what is wrong or doubtful in it by line and column.

    `rows` are the table's own where they are not given (a progress bar goes over them). Columns are found by
    their headings, English or Russian, in any order; unknown ones are passed over with a warning. A cell that says
    «нет», «н/д» or has only a dash is empty. Raises NotATable if there is no column of names, or a column stands
    there twice.
    """
    places, unknown = _columns(table.header)
    headings = {column: table.header.cells[place] for column, place in places.items()}
    listing = Listing([], headings, [], unknown)
    for row in table.rows if rows is None else rows:
        problems, values = _checked(row, places, table.header)
        if problems:
            listing.problems.extend(problems)
        else:
            record = Record(**values, line=row.line)
            listing.records.append(record)
            listing.warnings.extend(_doubts(record, row, places, table.header))
    return listing


def one(cells: Mapping[str, str]) -> Record | dict[str, Message]:
    """One organization that somebody typed in, column by column, checked as a line of a list is.

    Or what is wrong with it, by column.
    """
    values: dict[str, Any] = {}
    for column in registry.COLUMNS:
        cell = _readable(cells.get(column, "").strip())
        values[column] = cell if isinstance(cell, Message) else _CHECKS[column](cell, False)
    problems = {column: value for column, value in values.items() if isinstance(value, Message)}
    return problems or Record(**values)


def _columns(header: Row) -> tuple[dict[str, int], list[Remark]]:
    places: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(header.cells):
        plain = registry.plain(heading).replace("_", " ")
        column = _COLUMNS_BY_HEADING.get(plain) or _COLUMNS_BY_HEADING.get(_OF_WHOM.sub("", plain))
        if column in places:
            twice = {"first": header.cells[places[column]], "second": heading}
            raise NotATable(N_("The headings “%(first)s” and “%(second)s” mean the same. Leave one of them.", **twice))
        if column:
            places[column] = place
        elif heading:
            unknown.append(Remark(header.line, heading, N_("This column is not known and was passed over.")))
    if "name" not in places:
        raise NotATable(N_("The first line has to hold the headings, and one of them has to be “name” (Наименование)."))
    return places, unknown


def _checked(row: Row, places: dict[str, int], header: Row) -> tuple[list[Remark], dict[str, Any]]:
    problems = [
        Remark(row.line, "", N_("“%(cell)s” stands under no heading: is there a separator too many?", cell=cell))
        for place, cell in enumerate(row.cells)
        if cell and not (place < len(header.cells) and header.cells[place])
    ][:1]
    values: dict[str, Any] = {}
    for column, place in places.items():
        cell = _readable(row.cells[place] if place < len(row.cells) else "")
        value = cell if isinstance(cell, Message) else _CHECKS[column](cell, place in row.numbers)
        if isinstance(value, Message):
            problems.append(Remark(row.line, header.cells[place], value))
        values[column] = value
    return problems, values


def _readable(cell: str) -> str | Message:
    """The cell composed (й is one letter), without invisible characters; or what in it cannot be read."""
    text = unicodedata.normalize("NFC", cell)
    if not text.isprintable():
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
        control = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()), None)
        if control:
            return N_("The cell has the control character %(code)s.", code=f"U+{ord(control):04X}")
    if _SPREADSHEET_ERROR.fullmatch(text):
        return N_("The cell has the spreadsheet's error “%(cell)s” instead of a value.", cell=text)
    return "" if text.lower() in _SAYS_NOTHING else text


def _words(column: str) -> Callable[[str, bool], str | Message]:
    def check(cell: str, _was_number: bool) -> str | Message:
        return _fitting(column, " ".join(cell.split()))

    return check


def _fitting(column: str, text: str) -> str | Message:
    length = max(len(text), len(registry.plain(text)))  # without case, some letters are two
    if length > registry.LONGEST[column]:
        values = {"longest": registry.LONGEST[column], "length": length}
        return N_("At most %(longest)d characters fit here, not %(length)d.", **values)
    return text


def _name(cell: str, _was_number: bool) -> str | Message:
    if not registry.plain(cell):
        return N_("The name is missing.")
    return _fitting("name", " ".join(cell.split()))


def _site(cell: str, _was_number: bool) -> str | Message:
    found = sites.parse(cell)
    return found if isinstance(found, Message) else _fitting("site", sites.normalized(found))


_CHECKS: dict[str, Callable[[str, bool], object]] = {
    "name": _name,
    "short_name": _words("short_name"),
    "inn": lambda cell, was_number: registry.inn(cell, was_number=was_number),
    "form_of_service": lambda cell, _: registry.forms(cell),
    "municipality": _words("municipality"),
    "site": _site,
    "recipients": lambda cell, _: registry.recipients(cell),
    "address": _words("address"),
}


def _doubts(record: Record, row: Row, places: dict[str, int], header: Row) -> list[Remark]:
    if record.inn is None:
        return []
    doubts = []
    given = "".join(row.cells[places["inn"]].split())
    if len(given) < len(record.inn):
        doubts.append(N_("A leading zero was put back: %(inn)s.", inn=record.inn))
    if not registry.inn_fits(record.inn):
        doubts.append(N_("The check digits of the INN %(inn)s do not fit; compare it with a document.", inn=record.inn))
    return [Remark(row.line, header.cells[places["inn"]], doubt) for doubt in doubts]

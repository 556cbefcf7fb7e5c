"""The registry's rules: what an organization's list may say, and how organizations are matched and found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.domain.messages import N_, Message


class Form(StrEnum):
    """A form of service (форма социального обслуживания)."""

    STATIONARY = "stationary"
    SEMI_STATIONARY = "semi_stationary"
    AT_HOME = "at_home"


FORM_NAMES = {Form.STATIONARY: "стационарная", Form.SEMI_STATIONARY: "полустационарная", Form.AT_HOME: "на дому"}
"""What a form is called in tables that come and go."""

COLUMNS = ("name", "short_name", "inn", "form_of_service", "municipality", "site", "recipients", "address")
"""What a list may have. Only the name is required."""

LONGEST = {"name": 600, "short_name": 200, "municipality": 200, "address": 500, "site": 500}
"""How many characters the registry has room for."""

MOST_RECIPIENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """What one line of a list says about an organization; `line` is where it stands and no part of what it says."""

    name: str
    short_name: str = ""
    inn: str | None = None
    form_of_service: tuple[Form, ...] = ()
    municipality: str = ""
    site: str = ""
    recipients: int | None = None
    address: str = ""
    line: int = field(default=0, compare=False)


def differences(before: Record, after: Record) -> list[tuple[str, str, str]]:
    """What changes from one record to another: column, the old value and the new one, as a table shows them."""
    pairs = [(column, getattr(before, column), getattr(after, column)) for column in COLUMNS]
    return [(column, shown(old), shown(new)) for column, old, new in pairs if old != new]


def shown(value: str | int | tuple[Form, ...] | None) -> str:
    """A value of a record as a table shows it."""
    if isinstance(value, tuple):
        return ", ".join(FORM_NAMES[form] for form in value)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a line that a person has to know. `column` is its heading, empty for the whole line."""

    line: int
    column: str
    text: Message


@dataclass(frozen=True)
class Listing:
    """A list of organizations that was read: what can be taken, what cannot, and what is doubtful.

    `columns` are those of COLUMNS that the list has, with their headings there; of the others it says nothing.
    """

    records: list[Record]
    columns: Mapping[str, str] = field(default_factory=lambda: dict(zip(COLUMNS, COLUMNS, strict=True)))
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


_FORMS_BY_STEM = {"стационар": Form.STATIONARY, "полустационар": Form.SEMI_STATIONARY, "надом": Form.AT_HOME}
_FORM_NOISE = re.compile(r"\b(форм[аеы]|в|социальн\w+|обслуживани\w+|предоставлени\w+|оказани\w+|услуг\w*)\b")
_ENDING = re.compile(r"(н?(ая|ое|ой|ом|ый|о))?$")


def forms(text: str) -> tuple[Form, ...] | Message:
    """The forms of service named in one cell, in their order, separated by comma, semicolon, slash, line end or «и».

    An empty cell gives none: the form is not known yet. A Message says which name is not a form.
    """
    found: list[Form] = []
    for part in re.split(r"[,;/+\n]|\sи\s", text):
        name = " ".join(_FORM_NOISE.sub(" ", part.lower()).replace("-", "").split())
        if not part.strip():
            continue
        form = Form.AT_HOME if name in ("на дому", "дому") else _FORMS_BY_STEM.get(_ENDING.sub("", name, count=1))
        if form is None:
            known = ", ".join(FORM_NAMES.values())
            return N_("“%(name)s” is not a form of service; known are: %(known)s.", name=part.strip(), known=known)
        if form not in found:
            found.append(form)
    return tuple(found)


def inn(text: str, *, was_number: bool = False) -> str | Message | None:
    """A tax number (ИНН) of 10 or 12 digits, None if empty, or what is wrong with it.

    A leading zero that a spreadsheet took away is put back: always where the cell `was_number`, and in a text
    where the check digits then fit. That the check digits fit is not asked otherwise; see `inn_fits`.
    """
    digits = re.sub(r"\s", "", text)
    if not digits:
        return None
    known = digits.isascii() and digits.isdigit()
    if known and len(digits) in (9, 11) and (was_number or inn_fits(f"0{digits}")):
        digits = f"0{digits}"
    if not known or len(digits) not in (10, 12):
        return N_("An INN has 10 or 12 digits, not “%(given)s”.", given=text.strip())
    return digits


_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn_fits(digits: str) -> bool:
    """Whether the check digits of an INN of 10 or 12 digits are right. Real lists hold some that are not."""
    lengths = (9,) if len(digits) == 10 else (10, 11)
    return all(
        sum(w * int(d) for w, d in zip(_WEIGHTS[-n:], digits, strict=False)) % 11 % 10 == int(digits[n])
        for n in lengths
    )


def recipients(text: str) -> int | Message | None:
    """How many recipients an organization has: a whole number, spaces between digits allowed; None if empty."""
    digits = re.sub(r"\s", "", text)
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= MOST_RECIPIENTS:
        return int(digits)
    return N_("“%(given)s” is not a whole number from 0 to %(most)d.", given=text.strip(), most=MOST_RECIPIENTS)


def match_key(name: str, municipality: str) -> str:
    """What two spellings of the same organization share, where there is no INN: name and municipality."""
    return f"{plain(name)}|{plain(municipality)}"


def search_text(*parts: str) -> str:
    """The text that a search looks through: plain words, one space between them."""
    return " ".join(words for part in parts if (words := plain(part)))


def search_words(query: str) -> list[str]:
    """The words of a query, in the form in which `search_text` has them; at most ten, each cut at 60 characters."""
    return [word[:60] for word in plain(query).split()[:10]]


_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """Words without case, punctuation and «ё»."""
    return " ".join(_WORD.findall(text.casefold().replace("ё", "е")))

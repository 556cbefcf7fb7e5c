"""What documents say in words, in Russian."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from surveys.domain.indicators import State
from surveys.domain.publication import LEAST
from surveys.domain.registry import FORM_NAMES, Form
from surveys.files.documents.blocks import Number

NONE = "–"
"""Where there is nothing to tell."""

STATES = {State.NOBODY: "н/д", State.UNMARKED: "не проверено", State.WITHHELD: f"менее {LEAST} отв."}
FEW = "†"
"""Stands behind a figure that rests on fewer than five answers."""

BELOW = "*"
"""Stands behind a number of responses that is below the required sample."""

ORGANIZATIONS = ("организация", "организации", "организаций")
IN_ORGANIZATIONS = ("организации", "организациях", "организациях")
RESPONSES = ("анкета", "анкеты", "анкет")

_RUSSIAN = Locale("ru")


def counted(number: int, words: tuple[str, str, str]) -> str:
    """A number with its noun: `words` are those of 1, of 2 and of 5."""
    return f"{Number(number)} {plural(number, words)}"


def plural(number: int, words: tuple[str, str, str]) -> str:
    """The noun that stands with a number."""
    one, few, many = words
    return {"one": one, "few": few}.get(_RUSSIAN.plural_form(number), many)


def long_date(day: date) -> str:
    """A day as documents write it: 1 марта 2026 г."""
    return f"{format_date(day, 'd MMMM y', locale='ru')} г."


def period(first: date, last: date | None) -> str:
    """From which day to which; without a last one it goes on."""
    if last is None:
        return f"с {long_date(first)}"
    if last <= first:
        return long_date(last)
    begins = format_date(first, "d MMMM", locale="ru") if first.year == last.year else long_date(first)
    return f"с {begins} по {long_date(last)}"


def form_title(form: Form) -> str:
    """A form of service as a heading."""
    if form is Form.AT_HOME:
        return "Форма социального обслуживания на дому"
    return f"{FORM_NAMES[form].capitalize()} форма социального обслуживания"


def form_list(forms: tuple[Form, ...]) -> str:
    """Forms of service in one line."""
    return ", ".join(FORM_NAMES[form] for form in forms) or NONE

"""Points, bands and changes as the page's language says them."""

from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from surveys.domain import indicators
from surveys.domain.definition import said
from surveys.domain.indicators import Points
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.rating import Assessed, Change
from surveys.domain.registry import Form
from surveys.files import points as numbers
from surveys.web import language


@dataclass(frozen=True)
class Moved:
    """How a total has changed: a sign and a number to see, words to hear."""

    sign: str
    shown: str
    words: str


def cell(method: Method, figure: str, points: Points) -> str:
    """A figure's points, or a word where there are none."""
    shown = numbers.shown(method, figure, points, language.chosen())
    return shown or language.translated(numbers.STATES[points.state])


def mean_cell(method: Method, mean: Fraction | None) -> str:
    """The mean of totals; empty if there is none."""
    return "" if mean is None else cell(method, TOTAL, Points(mean))


def band(method: Method, one: Assessed) -> str:
    """The word for an organization's total; empty if it has none."""
    found = indicators.band(method.methodology, one.total.value)
    return said(found.title, language.chosen()) if found else ""


def moved(method: Method, change: Change) -> Moved:
    """How a total has changed since the round before."""
    digits = numbers.digits(method, TOTAL)
    size = numbers.number(abs(change.points), language.chosen(), digits)
    if size == numbers.number(0, language.chosen(), digits):
        return Moved("=", size, _("as before"))
    if change.points > 0:
        return Moved("▲", f"+{size}", _("up by %(points)s", points=size))
    return Moved("▼", f"−{size}", _("down by %(points)s", points=size))


def form_names() -> dict[Form, str]:
    """Forms of service as the acts call them."""
    return {
        Form.STATIONARY: _("stationary"),
        Form.SEMI_STATIONARY: _("semi-stationary"),
        Form.AT_HOME: _("at home"),
    }


def forms_explained() -> dict[Form | None, str]:
    """What a form of service is; None is all of them together."""
    return {
        None: _("All organizations in one rating, whatever their form of service."),
        Form.STATIONARY: _("Stationary: people live in the institution."),
        Form.SEMI_STATIONARY: _("Semi-stationary: people come to the institution for a part of the day."),
        Form.AT_HOME: _("At home: a social worker comes to people’s homes."),
    }

"""Points and workings as a reader of a language writes them."""

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal

from surveys.domain.indicators import Points, State
from surveys.domain.messages import N_, Message
from surveys.domain.methodology import TOTAL, Method
from surveys.domain.rounding import half_up
from surveys.domain.working import Working

DIGITS = 2
"""To how many decimals figures are shown that the methodology does not round."""

MOST_DIGITS = 4
"""With how many decimals at most a number is written that ends there."""

STATES: dict[State, Message] = {
    State.NOBODY: N_("n/a"),
    State.UNMARKED: N_("not inspected"),
    State.WITHHELD: N_("not shown"),
}
"""What stands where there are no points."""


def digits(method: Method, figure: str) -> int:
    """With how many decimals a figure is shown."""
    rounding = method.methodology.rounding
    if figure == TOTAL:
        said = rounding.total
    else:
        is_criterion = any(one.id == figure for one in method.methodology.criteria)
        said = rounding.criterion if is_criterion else rounding.indicator
    return DIGITS if said is None else said


def number(value: Fraction | Decimal | int, language: str, decimals: int = 0) -> str:
    """A number with so many decimals, half up, as a language writes it."""
    whole = half_up(abs(Fraction(value)), decimals)
    text = str(format_decimal(whole, f"#,##0.{'0' * decimals}" if decimals else "#,##0", locale=language))
    return f"−{text}" if value < 0 and whole else text


def exact(value: Fraction, language: str) -> str:
    """A number of a formula: with all its decimals, as a weight of 0.125 has to be, or with two if they are many."""
    decimals = MOST_DIGITS if 10**MOST_DIGITS % value.denominator == 0 else DIGITS
    return str(format_decimal(half_up(value, decimals).normalize(), f"#,##0.{'#' * decimals}", locale=language))


def change(value: Fraction, language: str, decimals: int) -> str:
    """A difference with its sign."""
    text = number(value, language, decimals)
    return f"+{text}" if value > 0 and half_up(Fraction(value), decimals) else text


def shown(method: Method, figure: str, points: Points, language: str) -> str:
    """A figure's points; empty where there are none, or a setting stands for nobody: STATES says what stands there."""
    if points.value is None or points.state is State.NOBODY:
        return ""
    return number(points.value, language, digits(method, figure))


def formula(working: Working, language: str) -> str:
    """A working as a line: `100 × 45 / 60 = 75`."""
    return "".join(piece if isinstance(piece, str) else exact(piece, language) for piece in working)

"""Exact points and how they are rounded: half up, never the computer's way, and only where the methodology says."""

from decimal import Context, Decimal
from fractions import Fraction

FULL_PLACES = 20
"""How many decimals an exact figure that does not end is written with."""

_CONTEXT = Context(prec=60)


def half_up(value: Fraction, digits: int) -> Decimal:
    """The value with so many decimals; what is half-way goes up. Values are not negative."""
    scale = 10**digits
    whole = (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)
    return Decimal(whole).scaleb(-digits, _CONTEXT)


def rounded(value: Fraction, digits: int | None) -> Fraction:
    """The value as it is counted with after rounding to `digits` decimals; None leaves it exact."""
    return value if digits is None else Fraction(half_up(value, digits))


def full(value: Fraction) -> str:
    """The value as a decimal: all of it if it ends, else FULL_PLACES decimals, half up. No zeros at the end."""
    text = f"{half_up(value, FULL_PLACES):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def packed(value: Fraction) -> str:
    """The exact value as it is stored: `75` or `200/3`."""
    return str(value)


def unpacked(text: str) -> Fraction:
    """What `packed` has stored."""
    numerator, _, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator or 1))

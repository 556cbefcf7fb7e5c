"""An organization's code: short, upper-case, without look-alikes, forgiving to whoever types it from a poster."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 5

_LOOK_ALIKES = str.maketrans("АВЕКМНРСТХУЗ", "ABEKMHPCTXY3")
"""Cyrillic capitals that look like a letter or digit of the alphabet."""


def normal(typed: str) -> str:
    """A code as it would be printed: `к7м2х` and `K7M2X ` are both `K7M2X`. Unknown characters stay."""
    return typed.strip().upper().translate(_LOOK_ALIKES)

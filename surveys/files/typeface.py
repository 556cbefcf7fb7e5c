"""The typeface that we bring: which characters it has and how wide they are."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from surveys.files import lines
from surveys.files.lines import Measure

NAME = "Noto Sans"
FONTS = Path(__file__).parent / "fonts"


def file(*, bold: bool) -> Path:
    """Where a face of it is."""
    return FONTS / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"


@lru_cache(maxsize=2)
def widths(*, bold: bool) -> Mapping[int, float]:
    """The width of each character that a face has, by code point, in em."""
    from fontTools.ttLib import TTFont

    with TTFont(file(bold=bold), lazy=True) as font:
        em, advances = font["head"].unitsPerEm, font["hmtx"]
        return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def measure(*, bold: bool = False) -> Measure:
    """How wide a printable text is in a face, in em."""
    known = widths(bold=bold)
    return lambda text: sum(known[ord(character)] for character in text)


def printable(text: str) -> str:
    """The text in characters that both faces have, with the spaces that must not break."""
    return lines.tied(lines.printable(text, widths(bold=False).keys() & widths(bold=True).keys()))

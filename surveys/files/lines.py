"""Text cut into lines for print: what belongs together stays together, and no line is left with one word."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator

Measure = Callable[[str], float]
"""How wide a text is, in em (the size of its type)."""

TIE = "\xa0"
_SHORT_WORD = re.compile(r"(?<![^\s«(„“])([«(„“]?(?:\w{1,2}|№)) (?=\S)")
_OTHER_TIE = re.compile(r" (?=[–—] )|(?<=[\d)]) (?=[\d(])")
_HYPHEN = re.compile(r"(?<=\w\w-)(?=\w\w)")
_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs")
_HALVINGS = 8


def printable(text: str, known: Container[int]) -> str:
    """The text in characters that a typeface has (by code point), spaces put in order; what it has not is left out."""
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character.isspace() and character != TIE:
            kept.append(" ")
        elif unicodedata.category(character) in _INVISIBLE:
            continue
        elif ord(character) in known:
            kept.append(character)
        else:
            kept += [part for part in unicodedata.normalize("NFKC", character) if ord(part) in known]
    return re.sub(" +", " ", "".join(kept)).strip()


def tied(text: str) -> str:
    """The text with spaces that do not break: after short words and «№», before a dash, within numbers."""
    return _OTHER_TIE.sub(TIE, _SHORT_WORD.sub(rf"\1{TIE}", text))


def wrapped(text: str, measure: Measure, room: float) -> tuple[str, ...]:
    """The lines of a text, none wider than `room` em. A word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for space, piece in _pieces(text, measure, room):
        longer = f"{line}{space}{piece}" if line else piece
        if not line or measure(longer) <= room:
            line = longer
        else:
            lines.append(line)
            line = piece
    return (*lines, line) if line else ()


def balanced(text: str, measure: Measure, room: float) -> tuple[str, ...]:
    """As `wrapped`, in lines of about the same width and no more of them."""
    lines = wrapped(text, measure, room)
    narrow = max((measure(piece) for _, piece in _pieces(text, measure, room)), default=0.0)
    wide = room
    for _ in range(_HALVINGS if len(lines) > 1 else 0):
        middle = (narrow + wide) / 2
        tried = wrapped(text, measure, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def _pieces(text: str, measure: Measure, room: float) -> Iterator[tuple[str, str]]:
    """What a line may begin with, each with what stands before it within a line."""
    for word in text.split(" "):
        space = " "
        for part in _HYPHEN.split(word):
            for piece in _cut(part, measure, room):
                yield space, piece
                space = ""


def _cut(word: str, measure: Measure, room: float) -> Iterator[str]:
    """A word in pieces no wider than `room`: one, unless it is wider."""
    rest = word
    while measure(rest) > room and len(rest) > 1:
        end = max(next((n for n in range(1, len(rest)) if measure(rest[: n + 1]) > room), len(rest)), 1)
        end = rest.rfind(TIE, 0, end) + 1 or end
        yield rest[:end].rstrip(TIE)
        rest = rest[end:]
    yield rest

"""SPSS system files, written a row at a time: nothing but the present row is in memory.

The format is described in PSPP's developer's guide, “System File Format”. Texts are UTF-8, rows are compressed.
Texts longer than 255 bytes lie in several segments, as SPSS wants it.
"""

import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

NUMBER, DAY = (5 << 16) + (8 << 8), (38 << 16) + (10 << 8)
"""How a number is shown: F8.0; a day: EDATE10, which is dd.mm.yyyy."""

LONGEST_TEXT = 32_767
LONGEST_LABEL = 255
LONGEST_VALUE_LABEL = 120
NOMINAL, ORDINAL, SCALE = 1, 2, 3

_SEGMENT, _CLAIMED = 255, 252  # bytes that a segment of a long text holds, and those that it is said to hold
_SPACES, _LITERAL, _MISSING, _BIAS = 0xFE, 0xFD, 0xFF, 100
_FIRST_DAY = date(1582, 10, 14)

Cell = str | int | date | None


@dataclass(frozen=True)
class Variable:
    """A column. `width` is the most bytes that a text in it has, 0 for numbers and days; `labels` name its values."""

    name: str
    label: str
    width: int = 0
    shown_as: int = NUMBER
    measure: int = NOMINAL
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def segments(self) -> list[int]:
        """The widths of what it consists of in the file."""
        if self.width <= _SEGMENT:
            return [self.width]
        number = -(-self.width // _CLAIMED)
        return [_SEGMENT] * (number - 1) + [self.width - _CLAIMED * (number - 1)]


class SystemFile:
    """A system file that is being written: the dictionary at once, then `row` after `row`, then `end`."""

    def __init__(  # noqa: PLR0913
        self,
        file: IO[bytes],
        variables: Sequence[Variable],
        rows: int,
        *,
        label: str = "",
        notes: Sequence[str] = (),
        made: date,
    ) -> None:
        self._file = file
        self._variables = variables
        self._codes = bytearray()
        self._literals = bytearray()
        file.write(_header(variables, rows, label, made))
        file.write(_dictionary(variables, notes, rows))

    def row(self, cells: Sequence[Cell]) -> None:
        """Write a row: a cell for each variable, None for a missing number or day."""
        for variable, cell in zip(self._variables, cells, strict=True):
            if variable.width:
                self._text(variable, str(cell or "").encode())
            elif cell is None or isinstance(cell, str):
                self._codes.append(_MISSING)
            else:
                self._number((cell - _FIRST_DAY).days * 86_400 if isinstance(cell, date) else cell)
        self._flush()

    def end(self) -> None:
        """Write what is left."""
        self._codes += bytes(-len(self._codes) % 8)
        self._flush()

    def _number(self, number: int) -> None:
        if -_BIAS < number < _MISSING - _BIAS - 3:
            self._codes.append(number + _BIAS)
        else:
            self._codes.append(_LITERAL)
            self._literals += struct.pack("<d", number)

    def _text(self, variable: Variable, text: bytes) -> None:
        if len(text) > variable.width:
            raise ValueError(f"{variable.name}: {len(text)} bytes in {variable.width}")
        for number, width in enumerate(variable.segments):
            part = text[number * _SEGMENT : (number + 1) * _SEGMENT]
            filled, room = -(-len(part) // 8), -(-width // 8)
            self._codes += bytes((_LITERAL,)) * filled + bytes((_SPACES,)) * (room - filled)
            self._literals += part.ljust(filled * 8)

    def _flush(self) -> None:
        """Eight codes at a time, each group with the values that its codes do not hold themselves."""
        out, at, whole = bytearray(), 0, len(self._codes) // 8 * 8
        for start in range(0, whole, 8):
            group = self._codes[start : start + 8]
            size = group.count(_LITERAL) * 8
            out += group
            out += self._literals[at : at + size]
            at += size
        del self._codes[:whole]
        del self._literals[:at]
        self._file.write(out)


def _header(variables: Sequence[Variable], rows: int, label: str, made: date) -> bytes:
    size = sum(-(-max(width, 1) // 8) for variable in variables for width in variable.segments)
    day = f"{made.day:02d} {_MONTHS[made.month - 1]} {made.year % 100:02d}".encode()
    return b"".join(
        (
            b"$FL2" + b"@(#) SPSS DATA FILE".ljust(60),
            struct.pack("<iiiiid", 2, size, 1, 0, rows, _BIAS),
            day + b"00:00:00",
            cut(label, 64).encode().ljust(64) + bytes(3),
        )
    )


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _dictionary(variables: Sequence[Variable], notes: Sequence[str], rows: int) -> bytes:
    out, index, labels, count = bytearray(), 1, bytearray(), 0
    short: dict[str, str] = {}
    for variable in variables:
        short[variable.name] = f"V{count + 1:05d}"
        if variable.labels:
            labels += _value_labels(variable.labels, index)
        for width in variable.segments:
            count += 1
            out += _variable(f"V{count:05d}", variable, width)
            index += -(-max(width, 1) // 8)
    out += labels + _documents(notes)
    largest = sys.float_info.max
    out += _extension(3, 4, struct.pack("<8i", 20, 0, 0, -1, 1, 1, 2, 65001))
    out += _extension(4, 8, struct.pack("<3d", -largest, largest, -float.fromhex("0x1.ffffffffffffep+1023")))
    out += _extension(11, 4, b"".join(map(_shown, variables)))
    out += _extension(13, 1, "\t".join(f"{short[one.name]}={one.name}" for one in variables).encode())
    if long := [one for one in variables if one.width > _SEGMENT]:
        out += _extension(14, 1, "".join(f"{short[one.name]}={one.width:05d}\0\t" for one in long).encode())
    out += _extension(16, 8, struct.pack("<2q", 1, rows))
    out += _extension(20, 1, b"UTF-8")
    return bytes(out + struct.pack("<2i", 999, 0))


def _variable(short: str, variable: Variable, width: int) -> bytes:
    shown_as = (1 << 16) + (width << 8) if width else variable.shown_as
    label = cut(variable.label, LONGEST_LABEL).encode()
    head = struct.pack("<6i", 2, width, bool(label), 0, shown_as, shown_as) + short.encode().ljust(8)
    said = struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4) if label else b""
    rest = struct.pack("<6i", 2, -1, 0, 0, 0, 0) + b" " * 8
    return head + said + rest * (-(-max(width, 1) // 8) - 1)


def _value_labels(labels: Mapping[int, str], index: int) -> bytes:
    out = struct.pack("<2i", 3, len(labels))
    for value, label in labels.items():
        text = cut(label, LONGEST_VALUE_LABEL).encode()
        out += struct.pack("<dB", value, len(text)) + text.ljust(-(-(len(text) + 1) // 8) * 8 - 1)
    return out + struct.pack("<3i", 4, 1, index)


def _shown(variable: Variable) -> bytes:
    wide = min(max(variable.width // 2, 8), 40)
    return struct.pack("<3i", variable.measure, wide, 0 if variable.width else 1) * len(variable.segments)


def _documents(notes: Sequence[str]) -> bytes:
    lines = [line for note in notes for line in _lines(note)]
    return struct.pack("<2i", 6, len(lines)) + b"".join(line.ljust(80) for line in lines) if lines else b""


def _lines(text: str) -> list[bytes]:
    """A text in lines of at most 80 bytes, cut between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if len(longer.encode()) <= 80:
            lines[-1] = longer
        else:
            lines.append(cut(word, 80))
    return [line.encode() for line in lines if line]


def _extension(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(data) // size) + data


def cut(text: str, room: int) -> str:
    """As much of a text as fits into `room` bytes, with «…» where something is left out."""
    if len(text.encode()) <= room:
        return text
    return text.encode()[: room - 3].decode(errors="ignore").rstrip() + "…"

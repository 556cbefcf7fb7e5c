"""QR codes that print well: coarse, with a quiet zone, with as much error correction as a wall asks for."""

import io
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.util import MODE_ALPHA_NUM, QRData, optimal_mode

from surveys.files import addresses

Matrix = tuple[tuple[bool, ...], ...]
"""Rows from the top, each from the left; True is dark. Square, in modules, without the quiet zone."""

QUIET = 4
"""How many modules around a code stay white; less than four, and some cameras do not find it."""

CLEAR = QUIET + 0.3
"""How many modules we leave, since letters hang a little below their line."""

LEAST_PIXELS = 1200
DOTS_PER_INCH = 300


@lru_cache(maxsize=64)
def matrix(base: str, code: str) -> Matrix:
    """The QR code of an organization's questionnaire; `base` is the service's address.

    Error correction Q: a quarter of it may be scratched, creased or glared upon.
    """
    return of_parts(*addresses.for_camera(base, code))


def of_parts(*texts: str) -> Matrix:
    """The QR code of any address, each part of it packed as tightly as its letters allow; kept nowhere."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    parts = [part.encode() for part in texts]
    for mode, alike in groupby(parts, key=lambda part: max(optimal_mode(part), MODE_ALPHA_NUM)):
        made.add_data(QRData(b"".join(alike), mode=mode), optimize=0)
    made.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in made.get_matrix())


def runs(modules: Matrix) -> Iterator[tuple[int, int, int]]:
    """The dark runs of a code: left, top and length, in modules."""
    for top, row in enumerate(modules):
        left = 0
        while left < len(row):
            end = left
            while end < len(row) and row[end]:
                end += 1
            if end > left:
                yield left, top, end - left
            left = end + 1


def largest_side(modules: Matrix, room: float) -> float:
    """How large a code can be itself where there is `room` for it and the white around it."""
    return room / (1 + 2 * CLEAR / len(modules))


def quiet(modules: Matrix, side: float) -> float:
    """How much white a code needs on each side whose own side is `side`."""
    return side * CLEAR / len(modules)


def svg(modules: Matrix, title: str) -> str:
    """A code as SVG, its quiet zone included, one unit a module; `title` is what it is to those who do not see it."""
    side = len(modules) + 2 * QUIET
    path = "".join(f"M{left + QUIET} {top + QUIET}h{length}v1h-{length}z" for left, top, length in runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side * 8}" height="{side * 8}"'
        f' role="img" aria-labelledby="title" shape-rendering="crispEdges"><title id="title">{escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>\n'
    )


def png(modules: Matrix) -> bytes:
    """A code as PNG, black and white, its quiet zone included, every module the same whole number of pixels."""
    from PIL import Image

    side = len(modules) + 2 * QUIET
    image = Image.new("1", (side, side), 1)
    for left, top, length in runs(modules):
        image.paste(0, (left + QUIET, top + QUIET, left + QUIET + length, top + QUIET + 1))
    pixels = side * -(-LEAST_PIXELS // side)
    file = io.BytesIO()
    large = image.resize((pixels, pixels), Image.Resampling.NEAREST)
    large.save(file, "PNG", optimize=True, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return file.getvalue()

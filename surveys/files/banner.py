"""The picture that leads to a questionnaire from sites where nothing but a link with a picture survives."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from surveys.files import typeface
from surveys.files.snippets import BANNER as SIZE
from surveys.files.tokens import colour

DENSITY = 2
"""How many times larger the picture is than sites show it, for screens that show more."""

_SCALE = 4 * DENSITY
"""How many times larger it is drawn, so that edges are smooth."""

_MARGIN = 14
_MARK = 36
_BUBBLE = ((3, 4), (29, 4), (29, 23), (15, 23), (8, 29), (8, 23), (3, 23))
_TICK = ((9.5, 13.5), (14, 18), (22.5, 9.5))
"""The service's mark in a square of 32, as `static/icon.svg` has it."""


@lru_cache(maxsize=8)
def make(call: str, more: str) -> bytes:
    """A PNG that says `call` in bold and `more` below it."""
    size = SIZE[0] * _SCALE, SIZE[1] * _SCALE
    image = Image.new("RGB", size, colour("accent"))
    drawing = ImageDraw.Draw(image)
    left = _mark(drawing) + _MARGIN * _SCALE * 0.8
    room = size[0] - left - _MARGIN * _SCALE * 0.7
    first, second = _font(call, 20, room, bold=True), _font(more, 16, room, bold=False)
    paper, middle = colour("paper"), size[1] / 2
    drawing.text((left, middle - 2 * _SCALE), call, paper, first, anchor="ls")
    drawing.text((left, middle + 20 * _SCALE), more, paper, second, anchor="ls")
    image = image.resize((SIZE[0] * DENSITY, SIZE[1] * DENSITY), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def _mark(drawing: ImageDraw.ImageDraw) -> float:
    """Draw the service's mark at the left; where its right edge is."""
    unit = _MARK * _SCALE / 32
    left, top = _MARGIN * _SCALE, (SIZE[1] - _MARK) * _SCALE / 2
    drawing.polygon([(left + x * unit, top + y * unit) for x, y in _BUBBLE], colour("paper"))
    tick = [(left + x * unit, top + y * unit) for x, y in _TICK]
    drawing.line(tick, colour("accent"), round(3.5 * unit), joint="curve")
    return left + _MARK * _SCALE


def _font(text: str, size: float, room: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The typeface in the largest size, up to `size`, in which the text fits."""
    font = ImageFont.truetype(typeface.file(bold=bold), size * _SCALE)
    return font if font.getlength(text) <= room else font.font_variant(size=size * _SCALE * room / font.getlength(text))

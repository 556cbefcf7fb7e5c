"""Photographs as they are kept: upright, not larger than needed, and without what a camera writes into them."""

import io
import struct
import threading

from PIL import Image, ImageOps

from surveys.domain.messages import N_, Message

LARGEST_BYTES = 20 * 2**20
MOST_PIXELS = 64_000_000
LONGEST_SIDE, SMALL_SIDE = 1600, 320

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP")
_QUALITY = 82
_ONE_AT_A_TIME = threading.Lock()
"""A large picture takes some hundred megabytes while it is read: never several of them at once."""

_BROKEN = (
    *(OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, MemoryError, struct.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What reading a file that is no picture, or only half of one, ends with."""


class NotAPhotograph(Exception):
    """A file that cannot be kept as a photograph; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def kept(content: bytes) -> bytes:
    """A photograph as JPEG, as it is kept: turned upright, its longest side at most 1600 px, with no metadata.

    The same file gives the same bytes. Raises NotAPhotograph.
    """
    if len(content) > LARGEST_BYTES:
        raise NotAPhotograph(N_("it is larger than %(megabytes)d MB", megabytes=LARGEST_BYTES // 2**20))
    return _jpeg(content, LONGEST_SIDE)


def small(content: bytes) -> bytes:
    """A photograph that is kept, as small as a list shows it."""
    return _jpeg(content, SMALL_SIDE)


def _jpeg(content: bytes, side: int) -> bytes:
    with _ONE_AT_A_TIME:
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _too_many()
                picture.draft("RGB", (2 * side, 2 * side))
                picture.thumbnail((side, side), reducing_gap=3)
                return _written(_on_white(ImageOps.exif_transpose(picture)))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_many() from None
        except _BROKEN:
            raise NotAPhotograph(N_("it is not a photograph that can be read")) from None


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture on a ground of its own, so that nothing but its colours is left of the file that it came from."""
    ground = Image.new("RGB", picture.size, "white")
    seen_through = picture.convert("RGBA") if picture.has_transparency_data else None
    ground.paste(seen_through or picture.convert("RGB"), mask=seen_through)
    return ground


def _written(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()


def _too_many() -> NotAPhotograph:
    return NotAPhotograph(N_("it has more than %(most)d million pixels", most=MOST_PIXELS // 1_000_000))

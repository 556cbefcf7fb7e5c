"""Reading what was printed: pages of a PDF as an eye and a camera see them."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp
from babel.support import Translations

from surveys.files.invitations import Invitation
from surveys.settings import ROOT

RUSSIAN = Translations.load(ROOT / "surveys" / "translations", ["ru"])
POINTS_PER_MM = 72 / 25.4
QUIET = 4

SHORT = "Дом-интернат «Сосны»"
OFFICIAL = (
    "Государственное бюджетное учреждение социального обслуживания населения «Комплексный центр социального "
    "обслуживания населения города Н. и Приозёрного района имени Героя Советского Союза И. И. Иванова»"
)
LONGEST = (f"{OFFICIAL} с отделениями дневного и временного пребывания; ".upper() * 4)[:600]
ONE_WORD = "Соцобслуживание" * 13


@dataclass(frozen=True)
class Box:
    """A place on a page, in millimetres from its left and its top."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Code:
    """A QR code that a camera has read; `box` is it with its quiet zone, `modules` how many it has on a side."""

    text: str
    correction: str
    modules: int
    box: Box


def invitation(name=SHORT, service="https://otklik.example.ru", **more):
    return Invitation("K7M2X", name, **({"short_name": "", "service": service, "questions": 18} | more))


def document(pdf):
    return pypdfium2.PdfDocument(pdf)


def size(page):
    """Width and height in whole millimetres."""
    return tuple(round(points / POINTS_PER_MM) for points in page.get_size())


def text(page):
    """The text of a page with plain spaces, lines one after another."""
    return " ".join(page.get_textpage().get_text_bounded().replace("\xa0", " ").split())


def letters(words):
    """The letters and digits of a text alone: what is left of it however it is cut into lines."""
    return "".join(character for character in words if character.isalnum())


def lines(page):
    """Where each piece of text stands."""
    found = page.get_textpage()
    height = page.get_height()
    for number in range(found.count_rects()):
        left, bottom, right, top = (edge / POINTS_PER_MM for edge in found.get_rect(number))
        yield Box(left, height / POINTS_PER_MM - top, right, height / POINTS_PER_MM - bottom)


def codes(page, dots_per_inch=200):
    """The QR codes on a page, as a camera reads them from the paper."""
    image = page.render(scale=dots_per_inch / 72).to_pil()
    return read(image, dots_per_inch / 25.4)


def read(image, per_mm=1.0):
    """The QR codes of a picture; `per_mm` is how many of its pixels are a millimetre."""
    found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    made = []
    for one in found:
        corners = [one.position.top_left, one.position.top_right, one.position.bottom_right, one.position.bottom_left]
        left, right = min(c.x for c in corners) / per_mm, max(c.x for c in corners) / per_mm
        top, bottom = min(c.y for c in corners) / per_mm, max(c.y for c in corners) / per_mm
        modules = 17 + 4 * int(one.extra["Version"])
        quiet = QUIET * (right - left) / modules
        box = Box(left - quiet, top - quiet, right + quiet, bottom + quiet)
        made.append(Code(one.text, one.ec_level, modules, box))
    return made


def grey(image):
    """A picture as a black and white printer would print it."""
    return image.convert("L").point(lambda level: 255 if level > 127 else 0)

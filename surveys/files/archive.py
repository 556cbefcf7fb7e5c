"""The posters of many organizations in one ZIP file."""

import re
import zipfile
from collections.abc import Iterable
from datetime import date
from gettext import NullTranslations
from typing import IO

from surveys.files import poster
from surveys.files.invitations import Invitation, Size

LONGEST_NAME = 48

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"


def poster_archive(  # noqa: PLR0913, PLR0917
    file: IO[bytes],
    invitations: Iterable[Invitation],
    size: Size,
    words: NullTranslations,
    language: str,
    day: date,
) -> int:
    """Write a ZIP file of one poster each and return how many; one poster is in memory at a time.

    `file` has to be seekable: a temporary file, or the block of `whole`.
    """
    number = 0
    with zipfile.ZipFile(file, "w") as archive:
        for invitation in invitations:
            entry = zipfile.ZipInfo(file_name(invitation), (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, poster.make(invitation, size, words, language, day))
            number += 1
    return number


def file_name(invitation: Invitation) -> str:
    """What a poster's file is called: `K7M2X-dom-internat-sosny.pdf`."""
    return latin_name(invitation.code, invitation.short_name or invitation.name, "pdf")


def latin_name(code: str, called: str, extension: str) -> str:
    """What a file of an organization is called, in ASCII that every system unpacks."""
    latin = dict(zip(_RUSSIAN, _LATIN.split(), strict=True))
    letters = "".join(latin.get(letter, letter) for letter in called.lower())
    words = re.findall(r"[a-z0-9]+", letters.replace("_", ""))
    name = "-".join([code, *words])
    if len(name) > LONGEST_NAME:
        whole_words = name[: LONGEST_NAME + 1].rpartition("-")[0]
        name = whole_words if whole_words != code else name[:LONGEST_NAME]
    return f"{name}.{extension}"

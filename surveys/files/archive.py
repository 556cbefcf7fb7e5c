"""The posters of many organizations in one ZIP file."""

import zipfile
from collections.abc import Iterable
from datetime import date
from gettext import NullTranslations
from typing import IO

from surveys.files import poster
from surveys.files.invitations import Invitation, Size
from surveys.files.names import latin_name


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

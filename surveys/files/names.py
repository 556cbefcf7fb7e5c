"""What files of an organization are called."""

import re

LONGEST = 48

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"


def latin_name(code: str, called: str, extension: str) -> str:
    """What a file of an organization is called, in ASCII that every system unpacks."""
    latin = dict(zip(_RUSSIAN, _LATIN.split(), strict=True))
    letters = "".join(latin.get(letter, letter) for letter in called.lower())
    words = re.findall(r"[a-z0-9]+", letters.replace("_", ""))
    name = "-".join([code, *words])
    if len(name) > LONGEST:
        whole_words = name[: LONGEST + 1].rpartition("-")[0]
        name = whole_words if whole_words != code else name[:LONGEST]
    return f"{name}.{extension}"

"""What a password may be, and whether one is right."""

import re
import secrets
import unicodedata
from functools import cache

from flask_babel import gettext as _
from flask_security import hash_password, verify_password

from models import User

SHORTEST = 12
LONGEST = 200

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = 4
"""Four groups of four characters without look-alikes: 79 bits, and possible to read aloud."""

WALKS = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъфывапролджэячсмитьбю",
)
WORDS = frozenset(
    (
        "password",
        "passw0rd",
        "qwerty",
        "admin",
        "administrator",
        "operator",
        "otklik",
        "welcome",
        "letmein",
        "iloveyou",
        "changeme",
        "secret",
        "monkey",
        "dragon",
        "football",
        "superman",
        "user",
        "test",
        "login",
        "office",
        "root",
        "пароль",
        "отклик",
        "оператор",
        "администратор",
        "админ",
        "привет",
        "россия",
        "москва",
        "любовь",
        "солнышко",
        "администрация",
        "учреждение",
        "анкета",
    )
)


def one_time() -> str:
    """A random password that must be changed at the first login."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(GROUPS))


def hashed(password: str) -> str:
    """The argon2 hash of a password."""
    result: str = hash_password(_one_spelling(password))
    return result


def right(user: User | None, password: str) -> bool:
    """Whether this is the password of an account that may be used. It takes as long if there is no such account."""
    usable = user is not None and user.active
    known = user.password if user is not None and usable else _nobodys()
    return bool(verify_password(_one_spelling(password)[:LONGEST], known)) and usable


def weakness(password: str, email: str) -> str | None:
    """Why a new password cannot be taken, None if it can. Length counts, not kinds of characters."""
    password = _one_spelling(password)
    if len(password) < SHORTEST:
        return str(_("The new password is too short: at least %(count)d characters are needed.", count=SHORTEST))
    if len(password) > LONGEST:
        return str(_("The new password is too long: at most %(count)d characters are possible.", count=LONGEST))
    if _made_of(password.casefold(), {email.casefold(), *email.casefold().split("@")}):
        return str(_("The new password must not be made of your e-mail address."))
    if _is_common(password.casefold()):
        return str(_("The new password is too easy to guess. Take several words that do not belong together."))
    return None


def _is_common(password: str) -> bool:
    letters = "".join(character for character in password if character.isalpha())
    return len(set(password)) < 5 or _is_walk(password) or (len(letters) > 0 and _made_of(letters, WORDS))


def _is_walk(password: str) -> bool:
    """Whether most of it runs along the alphabet, the digits or the keyboard, there or back."""
    pairs = [password[place : place + 2] for place in range(len(password) - 1)]
    along = sum(any(pair in walk or pair[::-1] in walk for walk in WALKS) or pair[0] == pair[1] for pair in pairs)
    return along >= 0.8 * len(pairs)


def _made_of(password: str, words: frozenset[str] | set[str]) -> bool:
    """Whether next to nothing is left when these words and all digits and signs are taken out."""
    rest = password
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 4:
            rest = rest.replace(word, "")
    leftover = re.sub(r"[\W\d_]", "", rest)
    return password in words or (rest != password and len(leftover) < 4)


def _one_spelling(password: str) -> str:
    """The same password typed on another keyboard gives the same characters."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")

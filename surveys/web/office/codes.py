"""Codes of an authenticator application (TOTP): a key for the phone, and which moment a code belongs to.

A key leaves this file only encrypted, under a key derived from SECRET_KEY: a copy of the database alone shows no
codes. If SECRET_KEY is lost, `flask reset-password` lets a user in again without a code.
"""

import io

import qrcode
import qrcode.image.svg
from flask_security import Totp

LEEWAY_SECONDS = 30
"""How far a phone's clock may be off, and how long after its time a code may be typed."""


class LoginCodes(Totp):
    """Flask-Security's codes, with the moment of each, so that the caller can refuse one that was used."""

    def step(self, code: str, key: str) -> int | None:
        """The time step that `code` belongs to, None if it is wrong, or if the key is not of this installation."""
        try:
            match = self._totp.verify("".join(code.split()), key, window=LEEWAY_SECONDS)
        except (ValueError, KeyError, TypeError):
            return None
        return int(match.counter)

    def picture(self, email: str, key: str) -> bytes:
        """The key as a QR code for the phone, as SVG."""
        picture = qrcode.make(self.get_totp_uri(email, key), image_factory=qrcode.image.svg.SvgPathImage, border=4)
        out = io.BytesIO()
        picture.save(out)
        return out.getvalue()

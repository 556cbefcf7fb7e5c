"""The forms of signing in and of one's own account."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from surveys.web.office import passwords


class OfficeForm(FlaskForm):  # type: ignore[misc,unused-ignore]
    """What forms of the office share."""

    def problems(self) -> Iterator[dict[str, str]]:
        """Each error with the field that it leads to, as an error summary shows them; to a hidden one nothing leads."""
        for field in self:
            for message in field.errors:
                name = "" if isinstance(field, HiddenField) else field.name
                yield {"question": name, "message": str(message)}

    def refuse(self, field: Any, message: str) -> None:
        """Add what only the page could find out about a field."""
        field.errors = [*field.errors, message]


class LoginForm(OfficeForm):
    """E-mail and password. `next` is the page that was wanted."""

    email = StringField(
        _("E-mail"), [InputRequired(_("Enter your e-mail.")), Length(max=255, message=_("Enter your e-mail."))]
    )
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))])
    next = HiddenField()


class CodeForm(OfficeForm):
    """A code of the authenticator application."""

    code = StringField(_("Code from the application"), [InputRequired(_("Enter the 6 digits of the code."))])


class NewPasswordForm(OfficeForm):
    """A password of one's own instead of a one-time password that was typed a moment ago."""

    new_password = PasswordField(_("New password"), [InputRequired(_("Enter a new password."))])
    again = PasswordField(
        _("New password once more"),
        [EqualTo("new_password", _("The two new passwords differ. Type the same one twice."))],
    )

    def __init__(self, email: str) -> None:
        super().__init__()
        self._email = email

    def validate_new_password(self, field: PasswordField) -> None:
        """Refuse what is easy to guess."""
        if reason := passwords.weakness(field.data or "", self._email):
            raise ValidationError(reason)


class ChangePasswordForm(NewPasswordForm):
    """A new password instead of one's own."""

    password = PasswordField(_("Present password"), [InputRequired(_("Enter your present password."))])


class SecondFactorOnForm(CodeForm):
    """The first code of a new key, and who switches it on."""

    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))])


class SecondFactorOffForm(OfficeForm):
    """Who switches the second factor off."""

    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))])

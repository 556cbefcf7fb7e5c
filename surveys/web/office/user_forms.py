"""The forms of other people's accounts."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from surveys.store.accounts import ROLES
from surveys.web.office.forms import OfficeForm
from surveys.web.office.roles import name


class AddUserForm(OfficeForm):
    """Whose account it is, and what it is for."""

    email = StringField(_("E-mail"), [InputRequired(_("Enter the e-mail.")), Length(max=255)])
    role = RadioField(_("Role"), [InputRequired(_("Choose a role."))])

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = [(role, name(role)) for role in ROLES]

    def validate_email(self, field: StringField) -> None:
        """Take what is an e-mail address, whether or not its host can be reached from here."""
        try:
            given = validate_email((field.data or "").strip(), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise ValidationError(_("Enter an e-mail address like name@example.ru.")) from None
        field.data = given.normalized


class RolesForm(OfficeForm):
    """Which roles an account has."""

    roles = SelectMultipleField(_("Roles"), [InputRequired(_("Choose at least one role."))])

    def __init__(self) -> None:
        super().__init__()
        self.roles.choices = [(role, name(role)) for role in ROLES]

"""The forms of rounds."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from surveys.domain import codes
from surveys.files.invitations import Size
from surveys.web.office.forms import OfficeForm
from surveys.web.office.posters import size_name

LONGEST_TITLE = 200
FARTHEST = 3660
"""How many days from today a day of a round can be: farther is a year that was typed wrongly."""

ALL, SOME = "all", "codes"


def day(text: str | None, today: date) -> date | None:
    """A day as the browser's field sends it, None if there is none. Raises ValidationError."""
    try:
        given = date.fromisoformat(text) if text else None
    except ValueError:
        raise ValidationError(_("Enter a day, like 2026-03-01.")) from None
    if given is not None and abs((given - today).days) > FARTHEST:
        raise ValidationError(_("This day is more than ten years away. Check the year."))
    return given


def plain(text: str | None) -> str:
    """One line of text as it is stored."""
    return " ".join((text or "").split())


class ChangeRoundForm(OfficeForm):
    """What a round is called and when it ends; `last_day` is there after the form was found right."""

    title = StringField(
        _("What the round is called"),
        [
            DataRequired(_("Write what the round is called.")),
            Length(max=LONGEST_TITLE, message=_("Write it shorter: up to 200 characters.")),
        ],
        filters=[plain],
    )
    closes_on = StringField(_("Last day"), filters=[plain])
    last_day: date | None = None

    def __init__(self, today: date, **given: Any) -> None:
        super().__init__(**given)
        self.today = today

    def validate_closes_on(self, field: StringField) -> None:
        """The last day is still to come."""
        self.last_day = day(field.data, self.today)
        if self.last_day is not None and self.last_day < self.today:
            raise ValidationError(_("This day is over already. Choose today or a later day, or leave the field empty."))


class OpenRoundForm(ChangeRoundForm):
    """A new round: `first_day` and `named`, the codes, are there after the form was found right."""

    opens_on = StringField(_("First day"), filters=[plain])
    who = RadioField(
        _("Which organizations"),
        [AnyOf((ALL, SOME), _("Choose which organizations take part."))],
        validate_choice=False,
    )
    codes = TextAreaField(_("Codes of the organizations"))
    questionnaire = SelectField(_("Questionnaire"), validate_choice=False)
    methodology = SelectField(_("Methodology"), validate_choice=False)
    first_day: date | None = None
    named: list[str] | None = None

    def __init__(
        self, today: date, questionnaires: list[tuple[str, str]], methodologies: list[tuple[str, str]], **given: Any
    ) -> None:
        super().__init__(today, **given)
        self.who.choices = [(ALL, _("All that are in no other round")), (SOME, _("Only those whose codes I list"))]
        self.questionnaire.choices = questionnaires
        self.methodology.choices = methodologies

    def validate_opens_on(self, field: StringField) -> None:
        """A round begins some day."""
        self.first_day = day(field.data, self.today)
        if self.first_day is None:
            raise ValidationError(_("Enter the first day."))

    def validate_closes_on(self, field: StringField) -> None:
        """The last day is still to come, and not before the first one."""
        super().validate_closes_on(field)
        first = self.opens_on.data or ""
        if self.last_day is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", first) and self.last_day.isoformat() < first:
            raise ValidationError(_("The last day is before the first one."))

    def validate_codes(self, field: TextAreaField) -> None:
        """Those who take part, however their codes are listed."""
        listed = [part for part in re.split(r"[\s,;]+", (field.data or "")) if part]
        if self.who.data != SOME:
            if listed:
                raise ValidationError(
                    _("You listed codes, but chose all organizations. Choose only those, or clear this.")
                )
            return
        self.named = list(dict.fromkeys(codes.normal(part)[:20] for part in listed))
        if not self.named:
            raise ValidationError(_("List the codes of the organizations that take part."))

    def validate_questionnaire(self, field: SelectField) -> None:
        """One that is there."""
        if field.data not in [key for key, _name in field.choices]:
            raise ValidationError(_("Choose one of the list."))

    def validate_methodology(self, field: SelectField) -> None:
        """One that is there."""
        self.validate_questionnaire(field)


class PostersForm(OfficeForm):
    """In which size the posters of a round are wanted."""

    size = RadioField(_("Size"), [AnyOf(list(Size), _("Choose a size."))], default=Size.A4.value, validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.size.choices = [(size.value, size_name(size)) for size in Size]

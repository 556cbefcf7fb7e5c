"""The form of the council's decision."""

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from surveys.store.decisions import LONGEST_NUMBER
from surveys.web.office.forms import OfficeForm
from surveys.web.office.round_forms import day, plain

LARGEST_BYTES = 20 * 2**20
BEGINNINGS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG")
"""How files begin that minutes come as: PDF, DOCX and ODT, DOC, JPEG, PNG."""


class ApprovalForm(OfficeForm):
    """Number and day of the decision, its minutes, and for a correction the reason.

    `seen` is the digest of the figures that the page shows; `day`, `content` and `file_name` are there after the form
    was found right.
    """

    seen = HiddenField()
    number = StringField(
        _("Number of the decision or of the minutes"),
        [
            DataRequired(_("Write the number of the decision or of the minutes.")),
            Length(max=LONGEST_NUMBER, message=_("Write it shorter: up to 60 characters.")),
        ],
        filters=[plain],
    )
    decided_on = StringField(_("Day of the decision"), filters=[plain])
    reason = TextAreaField(_("Why the results are corrected"))
    minutes = FileField(_("Minutes of the council's session"))
    day: date | None = None
    content: bytes = b""
    file_name: str = ""

    def __init__(self, today: date, *, is_correction: bool, **given: Any) -> None:
        super().__init__(**given)
        self.today = today
        self.is_correction = is_correction

    def validate_decided_on(self, field: StringField) -> None:
        """A day that is over, or today."""
        self.day = day(field.data, self.today)
        if self.day is None:
            raise ValidationError(_("Enter the day of the decision."))
        if self.day > self.today:
            raise ValidationError(_("This day is still to come. A decision is entered once it has been made."))

    def validate_reason(self, field: TextAreaField) -> None:
        """A correction says why."""
        field.data = (field.data or "").strip()
        if self.is_correction and not field.data:
            raise ValidationError(_("These results were approved before: say why they are corrected."))

    def validate_minutes(self, field: FileField) -> None:
        """A document or a picture of one."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Attach the minutes: a PDF, a document or a photograph."))
        self.content = field.data.read(LARGEST_BYTES + 1)
        self.file_name = PurePosixPath(field.data.filename.replace("\\", "/")).name[-200:]
        if len(self.content) > LARGEST_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Save it smaller and attach it again."))
        if not self.content.startswith(BEGINNINGS):
            raise ValidationError(_("Attach them as one of: PDF, DOCX, ODT, DOC, JPEG, PNG. This is none of them."))

"""The signed ticket that a form carries instead of a cookie: whose form it is, and a nonce that is spent once."""

import secrets
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from wtforms import Form
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Ticket:
    """What a form was given out for. `issued` and `waits_from` are whole seconds of UTC; 0 is never."""

    organization_id: int
    assessment_id: int
    channel: str
    questionnaire: str
    nonce: str
    issued: int
    waits_from: int = 0

    @property
    def moment(self) -> datetime:
        """When the ticket was given out."""
        return datetime.fromtimestamp(self.issued, UTC)

    def is_live(self, now: datetime) -> bool:
        """Whether the ticket can still be spent."""
        return now - LIFE <= self.moment <= now + timedelta(minutes=1)

    def waiting(self, now: datetime) -> "Ticket":
        """The same ticket for a form that has to wait, from now if it does not wait already."""
        return self if self.waits_from else replace(self, waits_from=int(now.timestamp()))


_FIELDS = tuple(field.name for field in fields(Ticket))


def issue(organization_id: int, assessment_id: int, channel: str, questionnaire: str, now: datetime) -> Ticket:
    """A fresh ticket with a nonce of its own."""
    nonce = secrets.token_urlsafe(12)
    return Ticket(organization_id, assessment_id, channel, questionnaire, nonce, int(now.timestamp()))


def sign(ticket: Ticket) -> str:
    """The ticket as the form carries it."""
    return _serializer().dumps([getattr(ticket, name) for name in _FIELDS])


def read(signed: str) -> Ticket | None:
    """The ticket in a form that came back, None if we did not sign it."""
    try:
        return Ticket(*_serializer().loads(signed))
    except (BadData, TypeError):
        return None


def _serializer() -> URLSafeSerializer:
    serializer: URLSafeSerializer | None = current_app.extensions.get("ticket_serializer")
    if serializer is None:
        serializer = URLSafeSerializer(current_app.config["SECRET_KEY"], salt="questionnaire-ticket")
        current_app.extensions["ticket_serializer"] = serializer
    return serializer


class TicketCSRF(CSRF):
    """WTForms' protection against foreign forms, by our ticket: signed, timed, for one organization, no cookie."""

    def setup_form(self, form: Form) -> list[tuple[str, object]]:
        """Remember what the form is for: `csrf_context` is (organization's id, now)."""
        self.organization_id, self.now = form.meta.csrf_context
        self.signed: Ticket | None = None
        fields: list[tuple[str, object]] = super().setup_form(form)
        return fields

    def generate_csrf_token(self, csrf_token_field: object) -> str:  # noqa: ARG002
        """Forms are filled from a template, which is given its ticket."""
        return ""

    def validate_csrf_token(self, form: Form, field: object) -> None:  # noqa: ARG002
        """Refuse a ticket that is forged, another organization's or too old; `signed` is it unless it is not ours."""
        ticket = read(getattr(field, "data", None) or "")
        if ticket is not None and ticket.organization_id == self.organization_id:
            self.signed = ticket
        if self.signed is None or not self.signed.is_live(self.now):
            raise ValidationError("ticket")

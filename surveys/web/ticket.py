"""The signed ticket that a form carries instead of a cookie: whose form it is, and a nonce that is spent once."""

import hmac
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, Signer
from itsdangerous.signer import SigningAlgorithm
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


def issue(organization_id: int, assessment_id: int, channel: str, questionnaire: str, now: datetime) -> Ticket:
    """A fresh ticket with a nonce of its own.

    The nonce has to be unique, not secret: the signature keeps tickets from being made up, and the passing key hides
    which response was whose. The generator is seeded anew in every process.
    """
    nonce = f"{random.getrandbits(96):x}"
    return Ticket(organization_id, assessment_id, channel, questionnaire, nonce, int(now.timestamp()))


def sign(ticket: Ticket) -> str:
    """The ticket as the form carries it."""
    told = (
        ticket.organization_id,
        ticket.assessment_id,
        ticket.channel,
        ticket.questionnaire,
        ticket.nonce,
        ticket.issued,
        ticket.waits_from,
    )
    return _signer().sign("/".join(map(str, told))).decode()


def read(signed: str) -> Ticket | None:
    """The ticket in a form that came back, None if we did not sign it."""
    try:
        told = _signer().unsign(signed).decode()
        organization, assessment, channel, questionnaire, nonce, issued, waits_from = told.split("/")
        return Ticket(int(organization), int(assessment), channel, questionnaire, nonce, int(issued), int(waits_from))
    except (BadSignature, ValueError):
        return None


class _Hmac(SigningAlgorithm):
    """HMAC with SHA-256 in one call; the algorithm of itsdangerous takes several, for the same kind of signature."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """The signature of a value."""
        return hmac.digest(key, value, "sha256")


def _signer() -> Signer:
    signer: Signer | None = current_app.extensions.get("ticket_signer")
    if signer is None:
        signer = Signer(current_app.config["SECRET_KEY"], salt="questionnaire-ticket", algorithm=_Hmac())
        current_app.extensions["ticket_signer"] = signer
    return signer


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

"""Proof of work by ALTCHA, asked for only past a limit, and bound to one ticket so that it serves once."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

import altcha
from flask import current_app

from surveys.web.ticket import LIFE, Ticket

ALGORITHM = "PBKDF2/SHA-256"


def challenge(ticket: Ticket, now: datetime) -> str:
    """A challenge for this ticket, as JSON for the widget. It can be solved as long as the ticket may live."""
    made = altcha.create_challenge(
        ALGORITHM,
        cost=current_app.extensions["settings"].proof_cost,
        counter=secrets.randbelow(MOST_STEPS - LEAST_STEPS) + LEAST_STEPS,
        expires_at=now + LIFE + timedelta(minutes=1),
        data={"ticket": _mark(ticket)},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return json.dumps(made.to_dict(), separators=(",", ":"))


LEAST_STEPS, MOST_STEPS = 50, 100
"""How many derivations a device has to try, drawn anew for each challenge."""


def is_solved(payload: str, ticket: Ticket) -> bool:
    """Whether `payload` is the widget's solution of a challenge of ours for this very ticket."""
    if not payload:
        return False
    result = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not result.verified:
        return False
    parameters = altcha.Payload.from_base64(payload).challenge.parameters
    return (parameters.data or {}).get("ticket") == _mark(ticket)


def _mark(ticket: Ticket) -> str:
    return hashlib.sha256(f"proof {ticket.nonce}".encode()).hexdigest()[:32]


def _secret(use: str) -> str:
    return hashlib.sha256(f"altcha {use} {current_app.config['SECRET_KEY']}".encode()).hexdigest()

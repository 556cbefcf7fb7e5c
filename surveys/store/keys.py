"""Passing keys: random keys that are shared by all processes, live for a while and are then destroyed."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select

from models import PassingKey
from surveys.store import traces
from surveys.store.database import Beside, insert_into, session_of, writing


@dataclass(frozen=True)
class Purpose:
    """What a key is for. A new key begins every `period`; each dies `life` after its period began."""

    name: str
    period: timedelta
    life: timedelta


RESPONSES = Purpose("responses", timedelta(hours=6), timedelta(hours=48))
"""Derives a response's id from its ticket's nonce. The period is the ticket's, so that a repeat finds its key;
a ticket lives 24 hours, so the last one of a period can be repeated for 18 hours after it ran out."""

LIMITS = Purpose("limits", timedelta(days=1), timedelta(hours=48))
"""Hides addresses and accounts in the counters of the limits."""


_KNOWN = select(PassingKey.secret).where(
    PassingKey.purpose == bindparam("purpose"), PassingKey.period == bindparam("period")
)

_remembered: WeakKeyDictionary[Engine, dict[tuple[str, int], tuple[datetime, bytes]]] = WeakKeyDictionary()
"""The living keys that this process has used, by database; they never change, and die here when they die there."""


def key(engine: Engine, purpose: Purpose, moment: datetime, now: datetime) -> bytes | None:
    """The 32 random bytes for `purpose` in the period of `moment`, made if there are none yet.

    None if that period's key is destroyed by now. For a period that is still to come none is made; but if the clock
    was set back since one was, it is found. Moments are in UTC. Raises Unavailable if a new key cannot be stored.
    """
    period = int(moment.timestamp() // purpose.period.total_seconds())
    begins_at = datetime.fromtimestamp(period * purpose.period.total_seconds(), UTC)
    dies_at = begins_at + purpose.life
    if now >= dies_at:
        return None
    remembered = _remembered.setdefault(engine, {})
    if (purpose.name, period) in remembered:
        return remembered[purpose.name, period][1]
    secret = _stored(engine, {"purpose": purpose.name, "period": period}, dies_at, make=begins_at <= now)
    if secret is not None:
        remembered[purpose.name, period] = (dies_at, secret)
    return secret


def _stored(engine: Engine, which: dict[str, object], dies_at: datetime, make: bool) -> bytes | None:
    with session_of(engine) as session:
        secret = session.scalar(_KNOWN, which)
        if secret is None and make:
            row = which | {"secret": secrets.token_bytes(32), "dies_at": dies_at}
            with writing(session, Beside.ANYTHING):
                new = insert_into(PassingKey, engine.dialect.name).values(row)
                session.execute(new.on_conflict_do_nothing())
                secret = session.scalars(_KNOWN, which).one()
    return secret


def destroy_dead(engine: Engine, now: datetime) -> int:
    """Destroy the keys whose time is over, also in the database's files and here; returns how many were stored."""
    remembered = _remembered.setdefault(engine, {})
    for which in [which for which, (dies_at, _) in list(remembered.items()) if dies_at <= now]:
        del remembered[which]
    is_dead = PassingKey.dies_at <= now
    with session_of(engine) as session:
        if session.scalar(select(PassingKey.period).where(is_dead).limit(1)) is None:
            return 0
        with writing(session):
            gone = traces.delete(session, PassingKey, is_dead)
    traces.erase(engine)
    return gone

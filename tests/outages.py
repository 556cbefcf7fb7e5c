"""Databases that take nothing for a while, each by its own means."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from surveys.store import database
from tests.databases import environment

READ_ONLY = "?options=-c%20default_transaction_read_only%3Don"


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections that are made from now on wait for no lock, so that a test does not take five seconds."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    monkeypatch.setitem(database.OPTIONS, "lock_timeout", "10ms")


@contextmanager
def held(instance: Path) -> Iterator[None]:
    """Another program is changing the database of an instance and lets nobody else do so."""
    address = environment(instance).get("DATABASE_URL")
    other: Any
    if address is None:
        other = sqlite3.connect(instance / "otklik.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(address.replace("+psycopg", ""))
        other.execute("LOCK TABLE organizations, responses IN EXCLUSIVE MODE")
    with closing(other):
        yield
        other.rollback()


def read_only(instance: Path) -> str:
    """The address of an instance's database for somebody who may not write."""
    address = environment(instance).get("DATABASE_URL")
    return f"{address}{READ_ONLY}" if address else f"sqlite:///file:{instance / 'otklik.sqlite'}?mode=ro&uri=true"

"""Rows for every table, for a database of any revision: what a small region had written by then."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, select

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 16)
ANSWERS = {"q1": "yes", "q16": "Спасибо", "q17": "female", "q18": "70"}
COUNTED = (("q1", "yes"), ("q16", "given"), ("q17", "female"), ("q18", "65-74"))


def _responses() -> list[dict[str, Any]]:
    """Of two organizations, in the standing collection and in a round; one is set aside, and not counted."""
    told = {"channel": "qr", "day": DAY, "questionnaire": "675n.1", "answers": ANSWERS}
    where = [(1, 0), (1, 1), (1, 1), (2, 0), (2, 1)]
    rows = [
        {"organization_id": organization, "assessment_id": assessment, "id": f"{7919 * n % 9973:032x}"}
        for n, (organization, assessment) in enumerate(where, 1)
    ]
    return [row | told | {"status": "set_aside" if n == 4 else "accepted"} for n, row in enumerate(rows)]


def _tallies(*cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of each organization and assessment, with how many accepted responses it has."""
    accepted = {(1, 0): 1, (1, 1): 2, (2, 0): 1}
    return [
        {"organization_id": organization, "assessment_id": assessment, "count": count, **cell}
        for (organization, assessment), count in accepted.items()
        for cell in cells
    ]


ROWS: dict[str, list[dict[str, Any]]] = {
    "organizations": [
        {"id": n, "code": code, "name": name, "short_name": "", "inn": None, "municipality": "Город Н."}
        | {"address": "", "site": "", "recipients": 40, "match_key": name.lower(), "search_text": name.lower()}
        for n, code, name in ((1, "KM4R", "Дом «Сосны»"), (2, "7WQX", "Дом «Ели»"))
    ],
    "organization_forms": [{"organization_id": n, "form": "stationary", "position": 0} for n in (1, 2)],
    "assessments": [
        {"id": 1, "title": "Оценка 2026", "standing": False, "opens_on": DAY, "closes_on": None, "closed_on": None}
        | {"questionnaire": "675n.1", "methodology": "317n.1"}
    ],
    "assessment_members": [{"assessment_id": 1, "organization_id": n, "recipients": 40} for n in (1, 2)],
    "responses": _responses(),
    "answer_tallies": _tallies(*({"questionnaire": "675n.1", "question": q, "answer": a} for q, a in COUNTED)),
    "day_tallies": _tallies({"day": DAY, "channel": "qr"}),
    "passing_keys": [{"purpose": "responses", "period": 7, "secret": b"k" * 32, "dies_at": AT}],
    "users": [
        {"id": 1, "email": "anna@example.org", "password": "$argon2id$…", "active": True, "must_change_password": False}
        | {"fs_uniquifier": "f" * 32, "tf_primary_method": None, "tf_totp_secret": None, "created_at": AT}
    ],
    "user_roles": [{"user_id": 1, "role_id": 1}],
    "journal": [{"id": 1, "at": AT, "actor": "anna@example.org", "action": "open round", "subject": "1"}],
    "devices": [
        {"id": 1, "organization_id": 1, "title": "Холл", "key_hash": "a" * 64, "made_at": AT, "revoked_at": None}
    ],
    "jobs": [
        {"id": 1, "kind": "export", "title": "Ответы", "parameters": {"assessment_id": 1}, "state": "done", "done": 4}
        | {"total": 4, "file": "1.csv", "problem": "", "asked_by": "anna@example.org", "asked_at": AT, "ended_at": AT}
    ],
    "inspection_marks": [
        {"organization_id": 1, "assessment_id": 1, "item": "stand_01", "value": "0.5", "note": "выцвел", "page": ""}
        | {"marked_by": "anna@example.org", "marked_at": AT}
    ],
    "inspection_photos": [
        {"id": 1, "organization_id": 1, "assessment_id": 1, "item": "stand_01", "content": b"\xff\xd8"}
        | {"digest": "d" * 64, "added_by": "anna@example.org", "added_at": AT}
    ],
    "decisions": [
        {"id": 1, "assessment_id": 1, "version": 1, "number": "7", "decided_on": DAY, "reason": ""}
        | {"questionnaire": "675n.1", "methodology": "317n.1", "definitions": {}, "digest": "e" * 64}
        | {"minutes": b"%PDF", "minutes_name": "7.pdf", "approved_by": "council@example.org", "approved_at": AT}
    ],
    "results": [
        {"decision_id": 1, "organization_id": 1, "code": "KM4R", "name": "Дом «Сосны»", "short_name": "", "inn": None}
        | {"municipality": "Город Н.", "forms": ["stationary"], "required": 40, "inputs": {"q1": 2}}
        | {"figures": {"s": "200/3"}, "place": 1, "places": [1]}
    ],
}
"""In the order in which they can be put; of a table, what its later columns hold as well."""

Found = dict[str, set[str]]


def put(connection: Connection) -> None:
    """Put a row into every table that there is, with the columns that it has."""
    known = _tables(connection)
    for name, rows in ROWS.items():
        if name in known:
            columns = known[name].columns.keys()
            told = [{column: value for column, value in row.items() if column in columns} for row in rows]
            connection.execute(known[name].insert(), told)


def found(connection: Connection, like: Mapping[str, list[str]]) -> Found:
    """All rows of some tables with some of their columns."""
    known = _tables(connection)
    return {
        name: {repr(tuple(row)) for row in connection.execute(select(*(known[name].c[column] for column in columns)))}
        for name, columns in like.items()
    }


def columns(connection: Connection) -> dict[str, list[str]]:
    """The tables of ours and their columns."""
    return {name: sorted(table.columns.keys()) for name, table in _tables(connection).items()}


def _tables(connection: Connection) -> dict[str, Any]:
    known = MetaData()
    known.reflect(connection)
    return {name: table for name, table in known.tables.items() if name != "alembic_version"}

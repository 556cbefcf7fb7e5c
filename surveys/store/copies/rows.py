"""PostgreSQL: rows out into a SQLite file and back, some in memory at a time, each table in the order of its key.

That order tells nothing of when a response came, since its id is random-looking; the order in PostgreSQL's own files
would tell it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, LargeBinary, Row, Table, Text, bindparam, cast, func, select
from sqlalchemy import text as sql

from models import Base, PassingKey
from surveys.domain.messages import N_
from surveys.store import revisions, traces
from surveys.store.copies.files import CopyRefused, Told, opened
from surveys.store.database import Beside, session_of, writing

TABLES: list[Table] = [table for table in Base.metadata.sorted_tables if table is not PassingKey.__table__]
"""What a copy holds; a table comes after those that it refers to."""

ROWS_AT_ONCE = 1000
FILES_AT_ONCE = 4
"""Rows with a photograph or minutes in them."""

Batches = Iterable[Sequence[Row[Any]]]


def take(engine: Engine, part: Path, told: Told) -> None:
    """Copy one state of a database that is in use to an empty file."""
    file = opened(part)
    revisions.upgrade(file)
    with engine.connect() as source, file.begin() as copy:
        for table in reversed(TABLES):
            copy.execute(table.delete())  # what the migrations have put there
        names = ", ".join(_name(source, table) for table in TABLES)
        source.execute(sql(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))  # so that nothing is taken out under our hands
        progress = _Progress(_counts(source), told)
        for table in TABLES:
            statement = table.insert().values({column.name: _carried_in(column) for column in table.columns})
            for batch in progress.told(_read(source, table)):
                copy.execute(statement, [dict(row._mapping) for row in batch])
        _compare(progress.counts, _counts(copy))


def put_back(ready: Path, engine: Engine, told: Told, first: Callable[[], object]) -> None:
    """Put the rows of a copy in the place of what there is: others see the one or the other, and write neither.

    They are deleted one by one and not by TRUNCATE: that would show empty tables to whoever began to read before.
    """
    with opened(ready).connect() as copy, session_of(engine) as session, writing(session, Beside.NOTHING):
        first()
        target = session.connection()
        for table in reversed(TABLES):
            target.execute(table.delete())
        progress = _Progress(_counts(copy), told)
        for table in TABLES:
            _copy_in(target, table, progress.told(_read(copy, table)))
            _set_sequence(target, table)
        _compare(progress.counts, _counts(target))
    traces.erase(engine, *(table.name for table in TABLES))
    traces.erase(engine)


class _Progress:
    """How many rows there are, and have been carried over."""

    def __init__(self, counts: Mapping[str, int], told: Told) -> None:
        self.counts = counts
        self._told = told
        self._done = 0

    def told(self, batches: Batches) -> Iterator[Sequence[Row[Any]]]:
        """The batches; each is told when it has been carried over."""
        for batch in batches:
            yield batch
            self._done += len(batch)
            self._told(self._done, sum(self.counts.values()))


def _read(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """All rows, in the order of the key. JSON is carried as it is written, not read and written again."""
    columns = [
        cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column for column in table.columns
    ]
    has_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    at_once = {"yield_per": FILES_AT_ONCE if has_files else ROWS_AT_ONCE}
    with connection.execute(select(*columns).order_by(*table.primary_key), execution_options=at_once) as found:
        yield from found.partitions()


def _carried_in(column: Column[Any]) -> Any:
    return bindparam(column.name, type_=Text() if isinstance(column.type, JSON) else column.type)


def _copy_in(connection: Connection, table: Table, batches: Batches) -> None:
    own: Any = connection.connection.dbapi_connection
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    with own.cursor() as cursor, cursor.copy(f"COPY {_name(connection, table)} ({columns}) FROM STDIN") as copy:
        for batch in batches:
            for row in batch:
                copy.write_row(row)


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let the next row have a number that none had; also if all this is taken back, which does not set it back."""
    column = table.autoincrement_column
    if column is None:
        return
    which = {"table": table.name, "column": column.name}
    if sequence := connection.scalar(sql("SELECT pg_get_serial_sequence(:table, :column)"), which):
        last = connection.scalar(select(func.max(column))) or 0
        used = connection.scalar(sql(f"SELECT last_value FROM {sequence}"))  # noqa: S608
        connection.execute(sql("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": max(last, used or 1)})


def _counts(connection: Connection) -> dict[str, int]:
    counted = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in TABLES}
    return {name: number or 0 for name, number in counted.items()}


def _compare(there: Mapping[str, int], here: Mapping[str, int]) -> None:
    if there != here:
        raise CopyRefused(N_("rows are missing"))


def _name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)

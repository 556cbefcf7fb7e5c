"""Empty databases for tests, of both kinds: each test has one of its own, copied from one that was migrated once."""

import itertools
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from app import create_app
from surveys import settings
from surveys.extensions import alembic, db
from tests.servers import Postgres

KINDS = ("sqlite", "postgresql")

_told: dict[Path, dict[str, str]] = {}


def environment(instance: Path) -> Mapping[str, str]:
    """What programs that work on an instance folder are told beside it: where its database is."""
    return _told.get(instance, {})


def files(engine: Engine) -> list[Path]:
    """The files that hold a database's tables now; what was written is in them, and not only in PostgreSQL's memory."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return list(file.parent.glob(f"{file.name}*"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        number = connection.exec_driver_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).scalar_one()
        connection.invalidate()
    return [path for path in Path(str(folder), "base", str(number)).iterdir() if path.is_file()]


class Databases:
    """Makes instance folders with empty databases. The PostgreSQL server is one for all processes of a run."""

    def __init__(self, folder: Path, usual: str) -> None:
        self.folder = folder
        self.usual = usual
        self._numbers = itertools.count()
        self._templates: dict[str, Path | str] = {}

    @property
    def server(self) -> Postgres:
        """The PostgreSQL server that the run has started."""
        host, _, port = os.environ["TEST_POSTGRESQL"].rpartition(":")
        return Postgres(self.folder / "postgresql", host=host, port=int(port))

    def instance(self, folder: Path, kind: str = "") -> Path:
        """Make the folder, with an empty database of a kind (the run's usual one unless named)."""
        folder.mkdir(parents=True, exist_ok=True)
        kind = kind or self.usual
        if kind not in self._templates:
            self._templates[kind] = self._template(kind)
        template = self._templates[kind]
        if isinstance(template, Path):
            shutil.copy(template, folder / "otklik.sqlite")
        else:
            name = self._new_name()
            self.server.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY = FILE_COPY")
            _told[folder] = {"DATABASE_URL": self.server.url(name)}
        return folder

    def forget(self, folder: Path) -> None:
        """Drop the folder's database, if it is not a file in it."""
        url = _told.pop(folder, {}).get("DATABASE_URL")
        if url:
            self.server.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def empty(self) -> str:
        """The address of a PostgreSQL database without any table."""
        name = self._new_name()
        self.server.run(f"CREATE DATABASE {name}")
        return self.server.url(name)

    def _new_name(self) -> str:
        return f"t_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{next(self._numbers)}"

    def _template(self, kind: str) -> Path | str:
        folder = self.folder / f"migrated-{kind}"
        told = {"INSTANCE_PATH": str(folder)}
        if kind == "postgresql":
            told["DATABASE_URL"] = self.empty()
        application = create_app(settings.read(told))
        with application.app_context():
            alembic.upgrade()
            db.engine.dispose()
        return str(make_url(told["DATABASE_URL"]).database) if kind == "postgresql" else folder / "otklik.sqlite"


def kinds_for(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """On which databases a test runs: on both, those in a browser on the usual one."""
    only = metafunc.definition.get_closest_marker("database")
    chosen = metafunc.config.getoption("database")
    kinds: tuple[str, ...] = KINDS if chosen == "both" else (chosen,)
    if only is not None:
        kinds = tuple(kind for kind in only.args if kind in kinds)
    elif chosen == "both" and metafunc.definition.get_closest_marker("browser"):
        kinds = kinds[:1]
    return kinds

"""Whether the database really keeps what it says that it has stored."""

from sqlalchemy import Engine, text

OLDEST = 130000
"""The first PostgreSQL that the service was made for, as `server_version_num` tells it."""


def weakness(engine: Engine) -> str:
    """The setting of PostgreSQL by which answers can be lost that were thanked for, or nothing.

    Raises DBAPIError if the database does not answer.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            connection.exec_driver_sql("SELECT 1")
            return ""
        told = {row.name: row.setting for row in connection.execute(_SETTINGS)}
    found = [f"{name}=off" for name in ("fsync", "full_page_writes") if told[name] == "off"]
    found += [f"server_version_num={told['server_version_num']}"] if int(told["server_version_num"]) < OLDEST else []
    return ", ".join(found)


_SETTINGS = text(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'server_version_num')"
)

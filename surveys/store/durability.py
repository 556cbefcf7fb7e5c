"""Whether a PostgreSQL really keeps what it says that it has stored."""

from sqlalchemy import Engine, text

OLDEST = 13
"""The first PostgreSQL that the service was made for."""

_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")


def weaknesses(engine: Engine) -> list[str]:
    """The settings, as our connections see them, by which answers can be lost that were thanked for.

    `synchronous_commit` is one that we ask for at each connection; a pool between us and the server may not care.
    """
    if engine.dialect.name != "postgresql":
        return []
    names = ["fsync", "full_page_writes", "synchronous_commit"]
    with engine.connect() as connection:
        return [f"{row.name}=off" for row in connection.execute(_SETTINGS, {"names": names}) if row.setting == "off"]


def too_old(engine: Engine) -> str:
    """The version of a PostgreSQL that is older than any that the service was tried on; nothing of another one."""
    if engine.dialect.name != "postgresql":
        return ""
    with engine.connect() as connection:
        version = tuple(map(int, connection.dialect.server_version_info or (OLDEST,)))
    return ".".join(map(str, version)) if version[0] < OLDEST else ""

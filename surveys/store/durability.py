"""Whether a PostgreSQL really keeps what it says that it has stored, and keeps to itself what people wrote."""

from sqlalchemy import Engine, text

OLDEST = 13
"""The first PostgreSQL that the service was made for."""

QUIET = {"log_statement": "none", "log_min_duration_statement": "-1", "log_min_duration_sample": "-1"}
"""With these settings PostgreSQL writes no statement that went well into its log."""

_SETTINGS = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")


def weaknesses(engine: Engine) -> list[str]:
    """The settings, as our connections see them, by which answers can be lost that were thanked for.

    `synchronous_commit` is one that we ask for at each connection; a pool between us and the server may not care.
    """
    if engine.dialect.name != "postgresql":
        return []
    found = _settings(engine, ["fsync", "full_page_writes", "synchronous_commit"])
    return [f"{name}=off" for name, setting in found.items() if setting == "off"]


def indiscretions(engine: Engine) -> list[str]:
    """The settings by which PostgreSQL's log tells what people wrote and when, because it tells statements' values."""
    if engine.dialect.name != "postgresql":
        return []
    of_values = _settings(engine, ["log_parameter_max_length", "log_parameter_max_length_on_error"])
    told = {name: setting for name, setting in of_values.items() if setting != "0"}
    statements = _settings(engine, list(QUIET))
    if all(QUIET[name] == setting for name, setting in statements.items()):
        told.pop("log_parameter_max_length", None)
    return [f"{name}={setting}" for name, setting in told.items()]


def too_old(engine: Engine) -> str:
    """The version of a PostgreSQL that is older than any that the service was tried on; nothing of another one."""
    if engine.dialect.name != "postgresql":
        return ""
    with engine.connect() as connection:
        version = tuple(map(int, connection.dialect.server_version_info or (OLDEST,)))
    return ".".join(map(str, version)) if version[0] < OLDEST else ""


def _settings(engine: Engine, names: list[str]) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.name: row.setting for row in connection.execute(_SETTINGS, {"names": names})}

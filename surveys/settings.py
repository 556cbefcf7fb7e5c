"""The service's settings: environment variables, checked once at the start, each with a safe default."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import idna
from limits import parse_many
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from surveys import secret
from surveys.domain import sites
from surveys.domain.messages import Message

ROOT = Path(__file__).resolve().parent.parent

_PORTS = {"http": 80, "https": 443}
_PASSWORD_ASKED = re.compile(r"([?&][^=&]*pass[^=&]*=)[^&]*", re.IGNORECASE)


class SettingsError(SystemExit):
    """A setting that cannot be used; the text names it and says what is expected. Ends a start that meets it."""


def _rate(text: str) -> str:
    try:
        parse_many(text)
    except ValueError:
        raise ValueError("expected something like '30 per hour' or '5/minute;30/hour'") from None
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    try:
        named = parts.scheme in _PORTS and _host_name(text)
    except ValueError:
        named = ""
    if not named or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("expected an address like https://otklik.example.ru")
    return text.rstrip("/")


def _host_name(address: str) -> str:
    """The host of an address as a browser names it: in ASCII, with the port if that is not the scheme's own."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS[parts.scheme]) else f"{host}:{parts.port}"


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("expected a time zone like Europe/Moscow") from None
    return text


def _sites(text: str) -> str:
    found = sites.parse(text)
    if isinstance(found, Message):
        raise ValueError(str(found))
    return sites.normalized(found)


def _database(text: str) -> str:
    expected = "expected sqlite:///path/to/file or postgresql+psycopg://user:password@host:5432/database"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(expected) from None
    if url.drivername not in ("sqlite", "postgresql+psycopg") or not url.database:
        raise ValueError(expected)
    return text


def _long_enough(text: str) -> str:
    if len(text) < 16:
        raise ValueError("expected at least 16 characters")
    return text


def without_passwords(address: str) -> str:
    """The address of a database as it may be shown: passwords stand before the host or behind a question mark."""
    scheme, separator, rest = address.partition("://")
    if "@" in rest.partition("?")[2]:
        return f"{scheme}://***"  # where such a password ends, each driver sees in its own way
    who, at, where = rest.rpartition("@")
    user, colon, _password = who.partition(":")
    where = _PASSWORD_ASKED.sub(r"\1***", where)
    return f"{scheme}{separator}{user}{colon and ':***'}{at}{where}"


def _redis(text: str) -> str:
    parts = urlsplit(text)
    try:
        known = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
    except ValueError:  # whose words tell a part of a password that has a slash
        known = False
    if not known:
        raise ValueError("expected redis://:password@host:6379/0, rediss://… or unix:///path/to/socket")
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class Settings(BaseModel):
    """What is in force. Names are those of the environment variables, in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    _in_environment: frozenset[str] = PrivateAttr(default=frozenset())

    instance_path: Path = ROOT / "instance"
    database_url: Annotated[str, AfterValidator(_database)] = ""
    redis_url: Annotated[str, AfterValidator(_redis)] = ""
    secret_key: Annotated[str, Field(min_length=16)]
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: Annotated[str, AfterValidator(_web_address)] = ""
    trusted_proxy_hops: Annotated[int, Field(ge=0, le=10)] = 0
    web_concurrency: Annotated[int, Field(ge=1, le=64)] = 1
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8

    operator_name: str = ""
    operator_contact: str = ""
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Moscow"
    questionnaire: str = "675n"
    methodology: str = "317n"
    embed_sites: Annotated[str, AfterValidator(_sites)] = ""

    min_fill_seconds: Annotated[int, Field(ge=0, le=3600)] = 5
    rate_soft: Rate = "30 per hour"
    rate_hard: Rate = "300 per hour"
    rate_kiosk_soft: Rate = "60 per hour"
    rate_kiosk_hard: Rate = "300 per hour"
    rate_global: Rate = "600 per minute"
    rate_login_account: Rate = "5 per 15 minutes"
    rate_login_address: Rate = "30 per 15 minutes"
    rate_login_everywhere: Rate = "100 per hour"
    proof_cost: Annotated[int, Field(ge=1, le=1_000_000)] = 5_000
    wait_seconds: Annotated[int, Field(ge=0, le=3600)] = 60

    kiosk_idle_seconds: Annotated[int, Field(ge=30, le=900)] = 90

    session_hours: Annotated[int, Field(ge=1, le=72)] = 8

    archive_days: Annotated[int, Field(ge=0, le=366)] = 0
    metrics_token: Annotated[str, AfterValidator(_long_enough)] = ""

    @model_validator(mode="after")
    def _limits_are_shared(self) -> "Settings":
        if self.web_concurrency > 1 and not self.redis_url:
            raise ValueError(
                "web_concurrency: without REDIS_URL limits are kept inside the process, so only 1 process is possible"
            )
        return self

    def origin(self, name: str) -> str:
        """Where a setting comes from: environment, default, or made (at the first start)."""
        if name in self._in_environment:
            return "environment"
        return "made" if name == "secret_key" else "default"

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose calendar gives a response its day."""
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """The address of the database for SQLAlchemy."""
        return self.database_url or f"sqlite:///{self.instance_path / 'otklik.sqlite'}"

    @property
    def address(self) -> str:
        """The service's own address, as people see it, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def host_name(self) -> str:
        """The name, and the port if it is an unusual one, by which browsers ask for that address."""
        return _host_name(self.address)

    @property
    def https(self) -> bool:
        """Whether people reach the service by https."""
        return self.address.startswith("https://")


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from environment variables; an empty one counts as not set.

    Makes the instance folder and, where SECRET_KEY is not given, the secret in it at the first start.
    Raises SettingsError that names the variable.
    """
    names = set(Settings.model_fields)
    given: dict[str, object] = {name: environment[name.upper()] for name in names if environment.get(name.upper())}
    in_environment = frozenset(given)
    folder = Path(str(given.get("instance_path", Settings.model_fields["instance_path"].default))).absolute()
    given["instance_path"] = folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        given.setdefault("secret_key", secret.own(folder / "secret"))
    except OSError as error:
        raise SettingsError(f"INSTANCE_PATH: {folder} cannot be used: {error.strerror}") from error
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError("\n".join(_in_words(problem) for problem in error.errors())) from None
    settings._in_environment = in_environment
    return settings


def _in_words(problem: Mapping[str, object]) -> str:
    location = problem["loc"]
    said = str(problem["msg"]).removeprefix("Value error, ")
    if isinstance(location, tuple) and location:
        return f"{str(location[0]).upper()}: {said}"
    name, _, rest = said.partition(": ")
    return f"{name.upper()}: {rest}"

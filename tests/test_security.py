"""What docs/security.md promises: each test that it names exists; nobody talks to the outside; no secret is told."""

import ast
import io
import re
import zipfile

import pytest
from xlsxwriter import Workbook

from surveys import settings
from surveys.files import tables
from surveys.files.rows import NotATable
from surveys.settings import Settings, SettingsError, without_passwords
from surveys.web.office.explained import SECRET
from tests.databases import environment
from tests.test_architecture import ROOT, SOURCES, imports, name_of
from tests.web.office.conftest import Visitor, account, operator, visitor  # noqa: F401

DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

CLIENTS = {
    *("urllib.request", "http.client", "socket", "ssl", "ftplib", "smtplib", "imaplib", "poplib", "xmlrpc", "asyncio"),
    *("requests", "httpx", "aiohttp", "urllib3", "websockets", "websocket", "paramiko", "pycurl"),
}
MAY_REACH_OUT: set[str] = set()
"""Modules that open connections to addresses that data may name. There is none."""

WORD = "hidden-word"


def test_each_test_that_the_table_names_exists():
    there = {
        (str(path.relative_to(ROOT)), node.name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert not set(NAMED.findall(DOCUMENT)) - there
    assert len(NAMED.findall(DOCUMENT)) == DOCUMENT.count("::")


def test_the_table_has_every_chapter():
    rows = [line.split("|")[1:-1] for line in DOCUMENT.splitlines() if re.match(r"\| V\d+\.\d+ ", line)]
    assert {int(cells[0].split(".")[0].strip()[1:]) for cells in rows} == set(range(1, 15))
    for chapter, _wanted, held in rows:
        assert NAMED.search(held) or "does not apply" in held or "by hand" in held, chapter


def test_only_named_modules_reach_other_hosts():
    reaching = {
        name_of(path)
        for path in SOURCES
        for module, name in imports(path)
        if {module, module.split(".")[0], f"{module}.{name}"} & CLIENTS
    }
    assert reaching == MAY_REACH_OUT


def test_a_setting_that_sounds_secret_is_one():
    assert {name for name in Settings.model_fields if re.search("key|token|secret|password", name)} == SECRET


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"postgresql+psycopg://otklik:{WORD}@db:5432/otklik", "postgresql+psycopg://otklik:***@db:5432/otklik"),
        (f"postgresql+psycopg://otklik:{WORD}/{WORD}@db/otklik", "postgresql+psycopg://otklik:***@db/otklik"),
        (f"postgresql+psycopg://otklik:{WORD}@{WORD}@db/otklik", "postgresql+psycopg://otklik:***@db/otklik"),
        (f"postgresql+psycopg://otklik:a?password={WORD}@db/otklik", "postgresql+psycopg://***"),
        (
            f"postgresql+psycopg:///otklik?host=/run&password={WORD}",
            "postgresql+psycopg:///otklik?host=/run&password=***",
        ),
        (f"redis://:{WORD}@db:6379/0", "redis://:***@db:6379/0"),
        (f"unix:///run/redis.sock?db=0&password={WORD}", "unix:///run/redis.sock?db=0&password=***"),
        ("sqlite:////srv/otklik/otklik.sqlite", "sqlite:////srv/otklik/otklik.sqlite"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_passwords(address, shown):
    assert without_passwords(address) == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"postgresql://otklik:{WORD}@db/otklik"),
        ("DATABASE_URL", f"postgresql+psycopg://otklik:x@db:{WORD}/otklik"),
        ("REDIS_URL", f"redis://:{WORD}/{WORD}@db:6379/0"),
        ("REDIS_URL", f"http://:{WORD}@db"),
        ("PUBLIC_URL", f"https://otklik:{WORD}@otklik.example.ru"),
        ("METRICS_TOKEN", WORD),
        ("SECRET_KEY", WORD),
    ],
)
def test_what_is_wrong_with_a_secret_is_said_without_it(tmp_path, name, value):
    with pytest.raises(SettingsError) as refused:
        settings.read({"INSTANCE_PATH": str(tmp_path), name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert WORD not in str(refused.value)


@pytest.mark.database("postgresql")
def test_neither_the_office_nor_the_log_tells_a_password(make_app, instance, operator, capfd):  # noqa: F811
    url = environment(instance)["DATABASE_URL"].replace("postgres@", f"postgres:{WORD}@")
    app = make_app(database_url=url, metrics_token=f"{WORD} as a token", secret_key=f"{WORD} as a secret")
    visitor = Visitor(app)  # noqa: F811
    visitor.sign_in()
    page = visitor.get("/office/settings").text
    assert "postgres:***@" in page
    assert WORD not in page
    made = visitor.send("/office/users/add", email="new@example.org", role="council")
    one_time = re.search(r'id="one-time-password">([^<]+)<', made.text)
    assert one_time
    said = "".join(capfd.readouterr())
    assert WORD not in said
    assert one_time[1] not in said


ENTITIES = {
    "a hundred million times": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefg", "bcdefgh", strict=True))
    + "]>",
    "a file of the server": '<!DOCTYPE x [<!ENTITY h SYSTEM "file:///etc/hostname">]>',
}


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_workbook_cannot_have_the_reader_write_its_text(entity, part):
    plain, spoiled = io.BytesIO(), io.BytesIO()
    with Workbook(plain) as book:
        book.add_worksheet().write_column(0, 0, ["name", "HOME"])
    assert tables.parse(plain.getvalue()).rows[0].cells[0] == "HOME"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(spoiled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode().replace("HOME", "&h;")
            if name == part:
                text = re.sub(r"^<\?xml[^>]*>", lambda start: start[0] + ENTITIES[entity], text)
            new.writestr(name, text)
    with pytest.raises(NotATable, match="damaged"):
        tables.parse(spoiled.getvalue())

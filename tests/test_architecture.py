"""The house rules: imports run one way, and what is pure stays pure."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([ROOT / "app.py", ROOT / "models.py", *(ROOT / "surveys").rglob("*.py")])
SOURCES = [path for path in SOURCES if "migrations" not in path.parts]

MAY_IMPORT = {
    "domain": set(),
    "models": set(),
    "definitions": {"domain"},
    "files": {"domain"},
    "charts": {"domain", "files"},
    "store": {"domain", "definitions", "files", "models"},
    "settings": {"domain", "secret"},
    "secret": set(),
    "logs": set(),
    "extensions": {"models", "store"},
    "outside": {"domain", "definitions", "files", "models", "store", "settings", "extensions"},
    "web": {"domain", "definitions", "files", "charts", "models", "store", "outside", "settings", "logs", "extensions"},
    "commands": {"domain", "definitions", "files", "models", "store", "outside", "settings", "extensions", "web"},
    "app": {"definitions", "store", "settings", "logs", "extensions", "web", "commands"},
}
FORBIDDEN = {
    "domain": {"flask", "sqlalchemy", "os", "random", "secrets", "time", "uuid"},
    "files": {"flask", "sqlalchemy"},
    "charts": {"flask", "sqlalchemy"},
    "models": {"flask"},
    "store": {"flask"},
    "web": {"sqlite3"},
}
WEB_SQL = {"select", "insert", "update", "delete", "text"}
LATE = {"fpdf", "docx", "openpyxl", "matplotlib", "numpy", "psycopg", "redis"}
"""What takes half a second and tens of megabytes each: whoever prints and draws nothing does not pay for it."""

NO_HOMES = {"utils", "util", "helpers", "common", "services", "managers", "misc"}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "surveys" and len(parts) > 1 else parts[0]


def imports(path: Path) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [
                (f"surveys.{alias.name}", "") if node.module == "surveys" else (node.module, alias.name)
                for alias in node.names
            ]
            found += submodules
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_run_one_way(path):
    own = room(name_of(path))
    if own in ("surveys", "__init__"):
        return
    rooms = {room(module) for module, _ in imports(path) if module.split(".")[0] in ("surveys", "models", "app")}
    assert rooms - {own} <= MAY_IMPORT[own], f"{own} may not import {rooms - {own} - MAY_IMPORT[own]}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_what_is_pure_stays_pure(path):
    roots = {module.split(".")[0] for module, _ in imports(path)}
    assert not roots & FORBIDDEN.get(room(name_of(path)), set())


def test_the_rules_have_no_clock():
    for path in (ROOT / "surveys" / "domain").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert ".today()" not in source, path
        assert ".now(" not in source, path


def test_the_web_writes_no_sql():
    for path in (ROOT / "surveys" / "web").rglob("*.py"):
        names = {name for module, name in imports(path) if module.startswith("sqlalchemy")}
        assert not names & WEB_SQL, path


def test_what_is_heavy_is_loaded_by_whoever_needs_it():
    loaded = subprocess.run(
        [sys.executable, "-c", "import app, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not LATE & set(loaded.stdout.split())


def test_no_room_is_a_lumber_room():
    for path in SOURCES:
        assert not NO_HOMES & set(path.with_suffix("").parts[len(ROOT.parts) :]), path


def test_no_file_grows_past_what_one_reads_at_once():
    long = {name_of(path): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 250}
    long.pop("models", None)
    assert not long

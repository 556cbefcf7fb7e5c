"""What the administrator's guide tells to do can be done: its commands, files and units are there."""

import re

from app import create_app
from surveys import settings
from surveys.settings import Settings
from tests.conftest import ROOT
from tests.deploy.confined import UNITS

GUIDE = (ROOT / "docs" / "operations.md").read_text()
SHIPPED = "\n".join(path.read_text() for path in [ROOT / "deploy" / "otklik", *UNITS.glob("*.service")])


def test_every_command_exists(tmp_path):
    commands = create_app(settings.read({"INSTANCE_PATH": str(tmp_path)})).cli.commands
    named = set(re.findall(r"(?:^|`|&& )otklik ([a-z-]+)", GUIDE, re.MULTILINE)) | set(
        re.findall(r"bin/flask ([a-z-]+)", SHIPPED)
    )
    assert {"backup", "db", "restore", "verify", "reset-password", "serve", "work"} <= named
    assert named <= set(commands)


def test_every_unit_exists():
    named = set(re.findall(r"\b(otklik-(?:web|worker|backup)(?:\.[a-z]+)?)\b", GUIDE))
    known = {path.name for path in UNITS.iterdir()}
    assert named
    assert {name if "." in name else f"{name}.service" for name in named} <= known


def test_every_file_exists():
    named = set(re.findall(r"`((?:deploy|docs)/[\w./-]+)`", GUIDE)) | {
        f"deploy/{name}" for name in re.findall(r"^(?:install -m \d+|cp) ([\w/.]+)", GUIDE, re.MULTILINE)
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_setting_exists():
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", GUIDE))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)

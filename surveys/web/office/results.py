"""Where the results of long work lie: files that only we may read, in the instance folder."""

import secrets
from pathlib import Path

from flask import current_app

from surveys.settings import Settings


def folder() -> Path:
    """The folder of results; made at the first need."""
    settings: Settings = current_app.extensions["settings"]
    path = settings.instance_path / "results"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(extension: str) -> Path:
    """A place for a new result, with a name that nobody can guess."""
    return folder() / f"{secrets.token_hex(8)}.{extension}"

"""Lists that were uploaded and wait for a decision: as they were read, in a folder that only the service reads."""

import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from surveys.domain.messages import Message
from surveys.domain.registry import Form, Listing, Record, Remark
from surveys.files.whole import CONFIDENTIAL, whole

LIVES_SECONDS = 24 * 3600
_TOKEN_BYTES = 16


@dataclass(frozen=True)
class Upload:
    """A list that somebody uploaded: whose it is, what the file was called, and what a person should know of it."""

    owner: str
    file: str
    listing: Listing
    notes: tuple[Message, ...] = ()


def keep(folder: Path, upload: Upload) -> str:
    """Keep an uploaded list, and forget those of more than a day ago; the word by which it is found again."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    forget_old(folder)
    token = secrets.token_hex(_TOKEN_BYTES)
    with whole(_path(folder, token), CONFIDENTIAL, mode="w", encoding="utf-8") as file:
        json.dump(asdict(upload), file, ensure_ascii=False, default=str)
    return token


def kept(folder: Path, token: str, owner: str) -> Upload | None:
    """The list that this word finds; None if it is not there any more, or is somebody else's."""
    if len(token) != 2 * _TOKEN_BYTES or not token.isalnum() or not token.isascii():
        return None
    try:
        if _path(folder, token).stat().st_mtime < time.time() - LIVES_SECONDS:
            return None
        told = json.loads(_path(folder, token).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _upload(told) if told["owner"] == owner else None


def forget(folder: Path, token: str) -> None:
    """Delete a list that was found by `kept`."""
    _path(folder, token).unlink(missing_ok=True)


def _path(folder: Path, token: str) -> Path:
    return folder / f"{token}.json"


def forget_old(folder: Path) -> None:
    """Delete the lists of more than a day ago."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        with suppress(OSError):
            if entry.stat().st_mtime < time.time() - LIVES_SECONDS:
                Path(entry.path).unlink()


def _upload(told: dict[str, Any]) -> Upload:
    listing = told["listing"]
    records = [
        Record(**record | {"form_of_service": tuple(map(Form, record["form_of_service"]))})
        for record in listing["records"]
    ]
    problems, warnings = ([_remark(one) for one in listing[kind]] for kind in ("problems", "warnings"))
    found = Listing(records, listing["columns"], problems, warnings)
    return Upload(told["owner"], told["file"], found, tuple(Message(**note) for note in told["notes"]))


def _remark(told: dict[str, Any]) -> Remark:
    return Remark(told["line"], told["column"], Message(**told["text"]))

"""The secret of an installation, made at its first start."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def own(path: Path) -> str:
    """The secret in a file, readable by its owner only; made if there is none, and on the disk before it is used.

    Raises OSError where the folder cannot be written.
    """
    if not path.exists():
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(made)  # whole or not at all; whoever comes second takes what is there
        made.unlink()
        _sync(path.parent)
    return path.read_text(encoding="ascii").strip()


def _sync(folder: Path) -> None:
    """Let the names in a folder last as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files that are there whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

CONFIDENTIAL, PUBLIC = 0o600, 0o644


@contextmanager
def whole(path: Path, permissions: int, **opened: Any) -> Iterator[IO[Any]]:
    """A file that appears at `path` only when the block has ended well; what stood there before stays till then.

    `permissions` are those of the finished file; `opened` (mode, encoding, newline) is as for `open`.
    Raises OSError where the folder cannot be written.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, **opened) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(permissions)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise

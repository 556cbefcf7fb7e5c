"""Which long work there is. A new kind is a function and a line here.

The function gets a session, the parameters that the job was asked with (and `asked_by`), and its progress, to be
called as `progress(done, total)`. It writes its file by `files.whole` at `results.place(extension)` and returns that
path. What it cannot do it says by JobRefused; an OSError is told as a disk that cannot be written.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from surveys.store.jobs import Progress
from surveys.web.office import documenting, exporting, posters

Work = Callable[[Session, Mapping[str, Any], Progress], Path]

KINDS: dict[str, Work] = {
    "responses": exporting.responses,
    "posters": posters.posters,
    "document": documenting.document,
}

"""Where the processes of a server count together: a folder of this one start, in the machine's memory.

It is not on the disk, because the counts are files that processes have mapped: whoever writes to one of them while the
disk is full is killed by the system, and would wait whenever the disk is busy.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

import structlog

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where Prometheus' library looks for the folder, once, when it is imported."""

MEMORY = Path("/dev/shm")  # noqa: S108
NAME = "otklik-metrics-"

ROOM = {"counter": 2**18, "histogram": 2**16, "gauge_liveall": 2**16}
"""How much each process takes for its counts before it begins, by the library's kinds of files: then there is room."""

log = structlog.get_logger("otklik")


def begin() -> None:
    """For a server that starts: make the folder, and delete what servers that were killed have left."""
    os.environ.pop(VARIABLE, None)
    place = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    try:
        for left in place.glob(f"{NAME}*"):
            if not _in_use(left):
                shutil.rmtree(left, ignore_errors=True)
        making = Path(tempfile.mkdtemp(prefix=".", dir=place))
        # held by all processes of this server, until the last one has ended; nobody sees the folder before
        fcntl.flock(os.open(making, os.O_RDONLY), fcntl.LOCK_SH)
        os.environ[VARIABLE] = str(making.rename(place / f"{NAME}{making.name[1:]}"))
    except OSError as error:
        log.warning("metrics are those of one process each: there is no room for common ones", reason=error.strerror)


def join() -> None:
    """For a process of the server that begins: take the room for its counts."""
    if VARIABLE not in os.environ:
        return
    try:
        for kind, size in ROOM.items():
            with _file(kind, os.getpid()).open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:
        log.warning("this process is not in the metrics: there is no room for it", reason=error.strerror)
        for kind in ROOM:
            _file(kind, os.getpid()).unlink(missing_ok=True)
        del os.environ[VARIABLE]


def leave(pid: int) -> None:
    """For a process that has ended: what it counted stays, what was so of it is so no more."""
    from prometheus_client.multiprocess import mark_process_dead

    if VARIABLE in os.environ:
        mark_process_dead(pid)


def end() -> None:
    """For a server that has ended."""
    if VARIABLE in os.environ:
        shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)


def stay_out_unless_joined() -> None:
    """For whatever is about to count: a command of ours that the server has started is not one of its processes."""
    if VARIABLE in os.environ and not _file("counter", os.getpid()).exists():
        del os.environ[VARIABLE]


def processes() -> list[int]:
    """The ids of the server's processes that are alive; of this one, where there is no server."""
    if VARIABLE not in os.environ:
        return [os.getpid()]
    return [int(path.stem.rpartition("_")[2]) for path in Path(os.environ[VARIABLE]).glob("gauge_liveall_*.db")]


def _file(kind: str, pid: int) -> Path:
    return Path(os.environ[VARIABLE], f"{kind}_{pid}.db")


def _in_use(folder: Path) -> bool:
    """Whether a server that lives counts there; what is not ours counts as used."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False

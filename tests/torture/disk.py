"""A small disk of the run's own: a file with a file system, which can be filled, break, or lose its power."""

import ctypes
import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.servers import wait_until

_SHUT_DOWN, _WITHOUT_ITS_LOG = 0x8004587D, 2
"""EXT4_IOC_SHUTDOWN: the file system takes nothing more, and what was not synced is gone, as when the power fails."""
_NEW_MOUNTS = 0x00020000  # CLONE_NEWNS of <sched.h>


def keep_mounts_to_ourselves() -> None:
    """Let nobody else on the machine see what this run mounts, or hold it; when the run ends, it is gone."""
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    _run("mount", "--make-rprivate", "/")


@dataclass
class Disk:
    """A file system of ext4, mounted at `place`; it turns read-only when it meets an error."""

    image: Path
    place: Path

    def fill(self) -> Path:
        """Leave not a byte; the file that takes them all."""
        filler = self.place / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (2**20, 2**12, 1):  # large pieces first, then what is left
                with suppress(OSError):
                    while True:
                        file.write(b"\0" * size)
                        os.fsync(file.fileno())
        return filler

    def break_(self) -> None:
        """Let the kernel meet an error in it."""
        device = Path(_run("findmnt", "-no", "SOURCE", str(self.place)).strip()).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1")

    def lose_power(self) -> None:
        """Stop at once."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUT_DOWN, struct.pack("I", _WITHOUT_ITS_LOG))
        finally:
            os.close(handle)

    def sync(self) -> None:
        """Make what is on it last."""
        _run("sync", "--file-system", str(self.place))

    def turn(self, how: str) -> None:
        """Mount it anew, `ro` or `rw`, under whoever uses it."""
        _run("mount", "-o", f"remount,{how}", str(self.place))

    def mount(self) -> None:
        """Check it and mount it."""
        checked = subprocess.run(["fsck.ext4", "-p", str(self.image)], capture_output=True, check=False)
        assert checked.returncode in (0, 1), checked.stdout.decode()  # 1 says that it was put in order
        _run("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.place))

    def unmount(self) -> None:
        """Unmount it, as soon as the last thread of whoever was ended has let go."""
        command = ["umount", str(self.place)]
        wait_until(
            lambda: subprocess.run(command, capture_output=True, check=False).returncode == 0,
            lambda: f"{self.place} could not be unmounted",
        )


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Disk]:
    """A disk of so many bytes; the place is free again afterwards."""
    disk = Disk(place.with_suffix(".img"), place)
    with disk.image.open("wb") as file:
        file.truncate(size)
    _run("mkfs.ext4", "-q", "-m", "0", str(disk.image))
    place.mkdir()
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout

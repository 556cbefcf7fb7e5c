"""What the disk itself takes to keep a page while a server works on it: a slow one is then seen beside who waits."""

import os
import threading
import time
from pathlib import Path
from statistics import quantiles

PAUSE_SECONDS = 0.05
PAGE = b"\0" * 8192


class Meter:
    """Writes a page twenty times a second, waits until it is kept, and remembers how long each took, in ms."""

    def __init__(self, folder: Path) -> None:
        self.waits: list[float] = []
        self._file = folder / "meter"

    def __enter__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._measure)
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _measure(self) -> None:
        with self._file.open("wb", buffering=0) as file:
            while not self._over.wait(PAUSE_SECONDS):
                began = time.perf_counter()
                os.pwrite(file.fileno(), PAGE, 0)
                os.fdatasync(file.fileno())
                self.waits.append((time.perf_counter() - began) * 1000)

    def tell(self) -> None:
        """Print what was measured."""
        marks = quantiles(self.waits, n=100)
        print(f"  the disk keeps a page: p50, p99, longest, ms{marks[49]:5.1f}{marks[98]:8.1f}{max(self.waits):8.1f}")

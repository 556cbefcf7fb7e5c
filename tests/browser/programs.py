"""The programs that the browsers' tests start: where they are, and their ends."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any


def program(name: str) -> str:
    """Where a browser's program is."""
    path = shutil.which(name)
    assert path, f"{name} is needed; `make test` installs it"
    return path


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen under a number that was free."""
    reading, writing = os.pipe()
    command = [program("Xvfb"), "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with ExitStack() as stack:
        stack.callback(os.close, reading)
        with started(command, subprocess.DEVNULL, pass_fds=(writing,)):
            os.close(writing)
            number = os.read(reading, 16).decode().strip()
            assert number, "Xvfb did not start"
            yield f":{number}"


@contextmanager
def started(
    command: list[Any], output: Any, pass_fds: tuple[int, ...] = (), **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process while it is needed, ended by its own id."""
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT, pass_fds=pass_fds
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def bidi_address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where a Firefox that starts says that it listens."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        said = log.read_text(errors="replace").partition("WebDriver BiDi listening on ")[2].split("\n")
        if len(said) > 1:
            return said[0].strip()
        time.sleep(0.05)
    raise AssertionError(f"Firefox did not start:\n{log.read_text(errors='replace')}")

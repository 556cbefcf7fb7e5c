"""The two servers that are compared: started, measured and ended by their own ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
START_SECONDS = 30
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A server that runs on a port of loopback."""

    process: subprocess.Popen[bytes]
    port: int

    def _family(self) -> list[int]:
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *map(int, children)]

    def cpu_seconds(self) -> float:
        """The processor time that the server has used so far, with its workers."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._family()]
        return sum(int(user) + int(system) for *_, user, system in (f[:13] for f in fields)) / TICKS

    def resident_mb(self) -> float:
        """Its resident memory, master and worker together."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self._family()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def end(self) -> None:
        """End it, in order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)


def start(command: list[str], log: Path, **environment: str) -> Served:
    """Start a server and wait until it takes connections. Its messages go to `log`."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port)} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    served = Served(process, port)
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return served
    served.end()
    raise SystemExit(f"{command[0]} did not start:\n{log.read_text()}")

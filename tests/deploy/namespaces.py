"""Hosts that are not there: network namespaces, which the tests make and take away again. Only root can."""

import ctypes
import itertools
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import program

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of <sched.h>
_numbers = itertools.count()


@dataclass(frozen=True)
class Namespace:
    """A network of its own, with nothing but loopback until it is told more."""

    name: str

    def ip(self, *words: str) -> None:
        """Change something of its network, as `ip` does."""
        _ip("-netns", self.name, *words)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """This thread, and the programs and threads that it starts, are in it for as long as the block lasts."""
        with Path("/proc/thread-self/ns/net").open() as home, Path("/run/netns", self.name).open() as there:
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(home.fileno())


@contextmanager
def namespace() -> Iterator[Namespace]:
    """Make a namespace whose loopback answers."""
    assert os.geteuid() == 0, "hosts are made of network namespaces, which only root can make: run this test as root"
    made = Namespace(f"otklik-{os.getpid()}-{next(_numbers)}")
    _ip("netns", "add", made.name)
    try:
        made.ip("link", "set", "lo", "up")
        yield made
    finally:
        _ip("netns", "del", made.name)


def connect(middle: Namespace, addresses: dict[str, Namespace], own: str) -> None:
    """Let hosts reach each other by a switch that stands in the one in the middle, whose own address is `own`."""
    middle.ip("link", "add", "switch", "type", "bridge")
    middle.ip("link", "set", "switch", "up")
    middle.ip("address", "add", f"{own}/24", "dev", "switch")
    for number, (address, there) in enumerate(addresses.items()):
        middle.ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "wire", "netns", there.name)
        middle.ip("link", "set", f"port{number}", "master", "switch", "up")
        there.ip("address", "add", f"{address}/24", "dev", "wire")
        there.ip("link", "set", "wire", "up")


def _ip(*words: str) -> None:
    done = subprocess.run([program("ip", "/usr/sbin", "/sbin"), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}; these tests need network namespaces"


def _enter(descriptor: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

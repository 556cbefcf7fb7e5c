"""Programs that have no more than the units leave them: without systemd, as far as the kernel can do it by itself.

Everything but one folder is read-only, of the system only processes are seen, root can no more than anybody, and
`strace` refuses the calls that the units' filter refuses, in the same way.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.servers import Program, program

UNITS = ROOT / "deploy" / "systemd"
HARDENED = UNITS / "otklik-.service.d" / "hardened.conf"

SEEN = {"mmap", "mprotect", "pkey_mprotect"}
"""These are let through, and looked at afterwards: MemoryDenyWriteExecute refuses some of them."""

READ_ONLY = """
mount --bind "$0" "$0"
mount -o remount,bind,ro /
mount -t proc -o subset=pid proc /proc
exec "$@"
"""


@dataclass
class Confinement:
    """A place to run programs in, with the only folder that they may write to."""

    folder: Path

    def start(self, *command: str, **told: str) -> Program:
        """Start a program there."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        own = {"INSTANCE_PATH": str(self.folder / "state"), "TMPDIR": str(self.folder / "tmp"), "HOME": "/nonexistent"}
        own |= {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        alone = [program("unshare"), "--mount", "--ipc", "sh", "-ec", READ_ONLY, str(self.folder)]
        powerless = [program("setpriv"), "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--"]
        log = self.folder.with_suffix(".log")
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*alone, *powerless, *self._filter(), *command],
                cwd=ROOT,
                env=own | told,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return Program(process, log)

    def run(self, *command: str) -> str:
        """Run a program there to its end; what it says."""
        done = self.start(*command)
        assert done.process.wait() == 0, done.log.read_text()
        return done.log.read_text()

    def memory_to_write_and_run(self) -> list[str]:
        """The calls by which programs would have made memory both to write to and to run, or to run afterwards."""
        calls = (self.folder / "calls").read_text().splitlines()
        assert any("mmap(" in call for call in calls)
        made = [call for call in calls if "PROT_EXEC" in call and ("PROT_WRITE" in call or "mprotect(" in call)]
        return [call for call in made if "mmap(" in call or "mprotect(" in call]

    def _filter(self) -> list[str]:
        let_through = ",".join(f"?{call}" for call in sorted(allowed()))  # ?: if this machine has it
        seen = ",".join(f"?{call}" for call in sorted(allowed() - SEEN))
        shown = ["-o", str(self.folder / "calls"), "-A", "-e", "signal=none", "-e", f"trace=!{seen}"]
        return [program("strace"), "-f", "-qq", "--seccomp-bpf", *shown, "-e", f"inject=!{let_through}:error=EPERM"]


def allowed() -> set[str]:
    """The calls that the shipped filter lets through."""
    calls: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", HARDENED.read_text(), re.MULTILINE):
        named = {call for word in line.removeprefix("~").split() for call in _calls(word)}
        calls = calls - named if line.startswith("~") else calls | named
    return calls


def _calls(word: str) -> set[str]:
    if not word.startswith("@"):
        return {word}
    command = [program("systemd-analyze"), "syscall-filter", word]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = (line.strip() for line in told.splitlines()[1:])
    return {call for one in words if one and not one.startswith("#") for call in _calls(one)}

"""A sandbox for student code: bubblewrap around a warm process, a fork of it for each session.

No network, no home, a read-only system, no course folder: what is not bound in ``_command`` is not
there. Limits are resource limits of each process, and for the whole tree of a session what
``watch`` sees.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from grader import GraderError, usage
from grader.limits import Limits

if TYPE_CHECKING:
    from grader.peer import Peer

ROOT = Path(__file__).resolve().parent.parent
MISSING = (
    "bubblewrap was not found; it is the sandbox that keeps student code from this computer. "
    "Install it (on Debian and Ubuntu: apt install bubblewrap). For your own code alone you can "
    "do without, with --unsandboxed"
)
LOST = "the sandbox ended, or no longer answers"
SCRATCH = "/home/student"
"""The one folder in the bubble that can be written; each session begins with an empty one."""
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR"), SCRATCH),
}


class SandboxError(GraderError):
    """The sandbox does not start; the message says why and what to do."""


class SandboxKilled(SandboxError):
    """The sandbox was killed while it started; the next one may live."""


class Sandbox:
    """A warm process in a bubble of its own; it starts with the first session.

    It has no limits of its own: each session brings them.

    Args:
        bubble: False leaves bubblewrap out. Only for a computer that holds nothing of value.
    """

    def __init__(self, *, bubble: bool = True) -> None:
        self.bubble = bubble
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = self.warm = 0

    @property
    def description(self) -> tuple[bool, int, int]:
        """What another process needs, besides the control socket, to open sessions."""
        return self.bubble, self.pid, self.warm

    @classmethod
    def as_described(cls, description: tuple[bool, int, int], control: socket.socket) -> Sandbox:
        """Return a sandbox that another process has started, and will end."""
        bubble, pid, warm = description
        found = cls(bubble=bubble)
        found.control, found.pid, found.warm = control, pid, warm
        return found

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def launch(self) -> None:
        """Begin to start the warm process, unless that was done, and do not wait for it.

        Raises:
            SandboxError: there is no bubblewrap.
        """
        if self.process or self.pid:
            return
        self.control, inside = socket.socketpair()
        command = [sys.executable, "-m", "grader.student", str(inside.fileno())]
        with inside:
            self.process = subprocess.Popen(
                [*_bubble(), *command] if self.bubble else [*command, "open"],
                pass_fds=[inside.fileno()],
                cwd="/",
                env=ENVIRONMENT if self.bubble else os.environ | {"OMP_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                process_group=0,
            )

    def start(self, limits: Limits = Limits()) -> None:
        """Start the warm process, unless it runs, and wait until it is ready.

        Args:
            limits: they say how long it may take.

        Raises:
            SandboxError: it does not start.
        """
        if self.pid:
            return
        self.launch()
        assert self.process
        self.pid = self.process.pid
        if self._first_word(limits.start) != b"ready":
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)  # its own exit code tells what happened
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # bubblewrap's child, too, if it is left alone
            said = b""
            with contextlib.suppress(subprocess.TimeoutExpired):  # a child left alone keeps it open
                said = self.process.communicate(timeout=5)[1]
            words = said.decode(errors="replace").strip()
            killed = not 0 <= self.process.returncode <= 128  # bubblewrap's, or what it reports
            self.close()
            kind = SandboxKilled if killed else SandboxError
            raise kind(f"the sandbox did not start:\n{words[-2000:]}")
        self.warm = usage.youngest(self.pid)

    @contextlib.contextmanager
    def session(self, refusable: Sequence[str] = (), limits: Limits = Limits()) -> Iterator[Peer]:
        """Open a session in a fresh fork, and kill all that is left of it in the end.

        Args:
            refusable: names that a call may refuse: see ``grader.refusal``.
            limits: what the session may use.

        Raises:
            SandboxError: the sandbox does not start.
        """
        # With torch, which the process that only starts the sandbox lacks.
        from grader.peer import Peer
        from grader.refusal import Switch

        self.start(limits)
        mine, theirs = socket.socketpair()
        with mine, theirs, contextlib.closing(Switch(refusable)) as switch:
            order: dict[str, object] = {"limits": asdict(limits), "refusable": switch.names}
            self._say(order, theirs.fileno(), switch.file)
            child = json.loads(self._hear(limits.start) or b"0")
            theirs.close()
            if not child:
                raise SandboxError(LOST)
            try:
                peer = Peer(mine, while_waiting=lambda: self.watch(limits), limits=limits)
                peer.refuse = switch.set
                yield peer
            finally:
                mine.close()
                self._say({"kill": child})
                if self._hear(limits.start) != b"dead!":  # it was not the student's doing
                    raise SandboxError(LOST)

    def watch(self, limits: Limits) -> None:
        """Raise Gone if the processes of the session use more than they may."""
        from grader.peer import Gone

        if reason := usage.excess(self.warm, limits, bubble=self.bubble):
            raise Gone(reason)

    def close(self) -> None:
        """End the warm process, and with it everything inside."""
        if self.process:
            self.control.close()
            self.process.kill()
            self.process.wait()
            self.process, self.pid = None, 0

    def _say(self, order: dict[str, object], *fds: int) -> None:
        with contextlib.suppress(OSError):  # no answer will come, and that is what counts
            socket.send_fds(self.control, [json.dumps(order).encode()], fds)

    def _first_word(self, seconds: float) -> bytes:
        """Wait for the process that starts, but not for one that has ended."""
        assert self.process
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.control.settimeout(0.2)
            with contextlib.suppress(TimeoutError, ConnectionError):
                return self.control.recv(4096)
        return b""

    def _hear(self, seconds: float) -> bytes:
        try:
            # Each process that shares the socket says so itself.
            self.control.settimeout(seconds)
            return self.control.recv(4096)
        except OSError:
            return b""


def _bubble() -> list[str]:
    """Return the bubblewrap command: the system read-only, Python and this package, no more."""
    program = shutil.which("bwrap")
    if not program:
        raise SandboxError(MISSING)
    command = [program, "--unshare-all", "--die-with-parent", "--new-session"]
    command += ["--uid", "1000", "--gid", "1000", "--hostname", "sandbox"]
    # The warm process needs this one to put each session into namespaces; sessions have none.
    command += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    for folder in ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/fonts", "/etc/ssl/certs"):
        if Path(folder).is_symlink():
            command += ["--symlink", os.readlink(folder), folder]
        elif Path(folder).exists():
            command += ["--ro-bind", folder, folder]
    command += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", SCRATCH]
    homes = {sys.prefix, sys.base_prefix, *map(str, (ROOT / "lossutil", ROOT / "grader"))}
    for folder in sorted(homes):
        if not folder.startswith("/usr/"):
            command += ["--ro-bind", folder, folder]
    # What one session writes, none after it may find: each gets a scratch folder of its own.
    return command + [word for folder in ("/tmp", "/dev", "/") for word in ("--remount-ro", folder)]

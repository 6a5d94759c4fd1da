"""A sandbox for student code: bubblewrap around a preloaded process, forked for each session.

There is no network, no home and no course folder, and the system is read-only: only what
``_bubble`` binds exists. Each process has resource limits, and ``watch`` checks the limits of all
processes of a session together.
"""

from __future__ import annotations

import contextlib
import importlib.util
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

from grader import GraderError, guard, usage
from grader.guard import Needs
from grader.limits import Limits

if TYPE_CHECKING:
    from grader.wire.calls import Peer

HERE = Path(__file__).resolve().parent
MISSING = (
    "bubblewrap was not found; it is the sandbox that keeps student code from this computer. "
    "Install it (on Debian and Ubuntu: apt install bubblewrap). For your own code alone you can "
    "do without, with --unsandboxed"
)
LOST = "the sandbox ended, or no longer answers"
SCRATCH = "/home/student"
"""The only writable folder in the sandbox; each session starts with an empty one."""
SYSTEM = (
    *("/usr", "/lib", "/lib64", "/bin", "/sbin"),
    "/etc/fonts",
    "/etc/ld.so.cache",  # needed by a Python in /usr/local or /opt to find its shared library
    "/etc/ssl/certs",
)
"""What the sandbox contains of the system, read-only."""
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR"), SCRATCH),
}


class SandboxError(GraderError):
    """The sandbox does not start; the message says why and what to do."""


class SandboxKilled(SandboxError):
    """The sandbox was killed while it started; another attempt may succeed."""


class Sandbox:
    """A preloaded process in bubblewrap; it starts with the first session.

    It has no limits of its own: each session sets them.

    Args:
        needs: what most sessions will need; it is loaded once, and no other package can be
        imported.
        bubble: False leaves bubblewrap out; only for a computer that holds nothing of value.
    """

    def __init__(self, needs: Needs = Needs(), *, bubble: bool = True) -> None:
        self.needs, self.bubble = needs, bubble
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = self.warm = 0

    @property
    def description(self) -> tuple[Needs, bool, int, int]:
        """What another process needs to open sessions, in addition to the control socket."""
        return self.needs, self.bubble, self.pid, self.warm

    @classmethod
    def as_described(
        cls, description: tuple[Needs, bool, int, int], control: socket.socket
    ) -> Sandbox:
        """Return a sandbox that another process has started, and will end.

        Args:
            description: the ``description`` of the sandbox.
            control: its control socket.
        """
        needs, bubble, pid, warm = description
        found = cls(needs, bubble=bubble)
        found.control, found.pid, found.warm = control, pid, warm
        return found

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def launch(self) -> None:
        """Start the preloaded process if it does not run yet, without waiting for it.

        Raises:
            SandboxError: there is no bubblewrap.
        """
        if self.process or self.pid:
            return
        self.control, inside = socket.socketpair()
        homes = _homes(self.needs)
        command = [sys.executable, "-m", "grader.inside.session", str(inside.fileno())]
        command += ["bubble" if self.bubble else "open"]
        command += [self.needs.guard, *sorted(self.needs.packages)]
        path = os.pathsep.join(dict.fromkeys(str(home.parent) for home in homes))
        with inside:
            self.process = subprocess.Popen(
                [*_bubble(homes), *command] if self.bubble else command,
                pass_fds=[inside.fileno()],
                cwd="/",
                env=(ENVIRONMENT if self.bubble else {**os.environ, "OMP_NUM_THREADS": "1"})
                | {"PYTHONPATH": path},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                process_group=0,
            )

    def start(self, limits: Limits = Limits()) -> None:
        """Start the preloaded process if it does not run yet, and wait until it is ready.

        Args:
            limits: ``limits.start`` says how long it may take.

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
                self.process.wait(1)  # for its exit code
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)  # also bubblewrap's child, if it is orphaned
            said = b""
            with contextlib.suppress(subprocess.TimeoutExpired):  # an orphaned child keeps it open
                said = self.process.communicate(timeout=5)[1]
            words = said.decode(errors="replace").strip()
            # By a signal: bubblewrap itself, or its child, whose signal it reports as 128 + number.
            killed = not 0 <= self.process.returncode <= 128
            self.close()
            kind = SandboxKilled if killed else SandboxError
            raise kind(f"the sandbox did not start:\n{words[-2000:]}")
        self.warm = usage.youngest(self.pid)

    @contextlib.contextmanager
    def session(
        self,
        announced: Sequence[str] = (),
        limits: Limits = Limits(),
        needs: Needs | None = None,
    ) -> Iterator[Peer]:
        """Open a session in a new fork, and kill all of its processes at the end.

        Args:
            announced: names that a call may refuse: see ``grader.guard``.
            limits: what the session may use.
            needs: what it needs; by default what the sandbox was made for.

        Raises:
            SandboxError: the sandbox does not start.
        """
        from grader.switch import Switch

        needs = self.needs if needs is None else needs
        self.start(limits)
        mine, theirs = socket.socketpair()
        with mine, theirs, contextlib.closing(Switch(announced)) as switch:
            order: dict[str, object] = {"limits": asdict(limits), "announced": switch.names}
            order |= {"guard": needs.guard, "packages": sorted(needs.packages)}
            self._say(order, theirs.fileno(), switch.file)
            child = json.loads(self._hear(limits.start) or b"0")
            theirs.close()
            if not child:
                raise SandboxError(LOST)
            try:
                peer = guard.peer_for(needs)(
                    mine,
                    while_waiting=lambda: self.watch(limits),
                    limits=limits,
                    guard=guard.load(needs.guard),
                )
                peer.refuse = switch.set
                yield peer
            finally:
                mine.close()
                self._say({"kill": child})
                # The sandbox failed, not the student's code.
                if self._hear(limits.start) != b"dead!":
                    raise SandboxError(LOST)

    def watch(self, limits: Limits) -> None:
        """Raise Gone if the processes of the session use more than they may."""
        from grader.wire.calls import Gone

        if reason := usage.excess(self.warm, limits, bubble=self.bubble):
            raise Gone(reason)

    def close(self) -> None:
        """End the preloaded process and every session."""
        if self.process:
            self.control.close()
            with contextlib.suppress(ProcessLookupError):
                # Kill the group: just after the start the child does not yet end with bubblewrap.
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process, self.pid = None, 0

    def _say(self, order: dict[str, object], *fds: int) -> None:
        with contextlib.suppress(OSError):  # the caller notices that no answer comes
            socket.send_fds(self.control, [json.dumps(order).encode()], fds)

    def _first_word(self, seconds: float) -> bytes:
        """Return the first message of the starting process; stop waiting if it has ended."""
        assert self.process
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self.control.settimeout(0.2)
            with contextlib.suppress(TimeoutError, ConnectionError):
                return self.control.recv(4096)
        return b""

    def _hear(self, seconds: float) -> bytes:
        try:
            # Processes that share the socket share its blocking mode: set it before each read.
            self.control.settimeout(seconds)
            return self.control.recv(4096)
        except OSError:
            return b""


def _homes(needs: Needs) -> list[Path]:
    """Return the folders of the grader and of the packages that a session needs."""
    homes = [HERE]
    names = {*needs.packages, *([needs.guard.split(".")[0]] if needs.guard else [])}
    for name in sorted(names - set(sys.stdlib_module_names)):
        with contextlib.suppress(ImportError, ValueError):
            found = importlib.util.find_spec(name)  # which does not import it
            if found and found.submodule_search_locations:
                homes += map(Path, found.submodule_search_locations)
            elif found and found.origin and Path(found.origin).exists():
                homes.append(Path(found.origin))
    return homes


def _bubble(packages: Sequence[Path]) -> list[str]:
    """Return the bubblewrap command, which binds only the system and these packages, read-only."""
    program = shutil.which("bwrap")
    if not program:
        raise SandboxError(MISSING)
    command = [program, "--unshare-all", "--die-with-parent", "--new-session"]
    command += ["--uid", "1000", "--gid", "1000", "--hostname", "sandbox"]
    # The preloaded process needs this capability to create namespaces; sessions have none.
    command += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    for path in SYSTEM:
        if Path(path).is_symlink():
            command += ["--symlink", os.readlink(path), path]
        elif Path(path).exists():
            command += ["--ro-bind", path, path]
    command += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", SCRATCH]
    there = [Path("/usr"), Path(sys.prefix), Path(sys.base_prefix)]
    for place in dict.fromkeys([*there[1:], *packages]):
        if not any(place.is_relative_to(folder) for folder in there if folder != place):
            command += ["--ro-bind", str(place), str(place)]
    # Each session gets a new scratch folder, so that no later session can read its files.
    return command + [word for folder in ("/tmp", "/dev", "/") for word in ("--remount-ro", folder)]

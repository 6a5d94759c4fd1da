"""The process inside the sandbox: it executes a student's cells and calls their functions.

``python -m grader.inside.session FD`` starts once and keeps torch loaded. For each session it forks
a child into new namespaces, where process 1 runs the student's code, the only writable folder is
empty, and all capabilities are dropped. When that process ends, the kernel kills every process that
it started.
"""

from __future__ import annotations

import base64
import ctypes
import gc
import importlib.util
import io
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib
import psutil
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from grader import guard
from grader.guard import Needs, peer_for
from grader.limits import Limits
from grader.wire.calls import Peer

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_MOUNTS, _NEW_IPC, _NEW_PIDS = 0x20000, 0x8000000, 0x20000000
_NO_SUID_NO_DEV, _BIND = 2 | 4, 4096
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_PID_MAX = Path("/proc/sys/kernel/pid_max")
_LEAST_PID_MAX = 301
_ORDER_BUFFER = 2**16
KEPT = ("text/plain", "image/png", "image/svg+xml")


def _must(result: int) -> None:
    if result:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


# --- The preloaded process ------------------------------------------------------------------------
# -----------------------------------------------------------------------


def main(fd: int, needs: Needs, *, bubble: bool) -> None:
    """Open and end sessions, as the control socket says, until it closes.

    Args:
        fd: descriptor of the control socket.
        needs: what most sessions will need; it is loaded once, before the first session.
        bubble: whether this runs in bubblewrap.
    """
    control = socket.socket(fileno=fd)
    if bubble:  # only the host's root can read this process's memory
        _must(_LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    shell = _shell()
    guard.load_all(needs).warm_up()  # otherwise every session would load it
    peer_for(needs)
    gc.freeze()
    folder: tempfile.TemporaryDirectory[str] | None = None  # for a session without bubblewrap
    control.sendall(b"ready")
    while True:
        text, fds, _, _ = socket.recv_fds(control, _ORDER_BUFFER, 2)
        if not text:
            return
        order = json.loads(text)
        if "kill" in order:
            with suppress(ProcessLookupError):
                os.kill(order["kill"], signal.SIGKILL)  # and its child, which ends the namespace
            if folder:
                folder.cleanup()
            control.sendall(b"dead!")
            continue
        sys.stdout.flush()
        if not bubble:
            folder = tempfile.TemporaryDirectory(prefix="lbh-", ignore_cleanup_errors=True)
        child = os.fork()
        if not child:
            control.close()
            limits = Limits(**order["limits"])
            if bubble:
                _seal(limits, fds, guarded=bool(order["guard"]))
            elif folder:
                os.chdir(folder.name)
            needed = Needs(frozenset(order["packages"]), order["guard"])
            _serve(fds[0], fds[1], order["announced"], limits, needed, shell)
        for inherited in fds:
            os.close(inherited)
        control.sendall(json.dumps(child).encode())


def _shell() -> InteractiveShell:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    matplotlib.use("module://matplotlib_inline.backend_inline")
    return InteractiveShell.instance(config=config)


def _seal(limits: Limits, fds: Sequence[int], *, guarded: bool) -> None:
    """Continue in a child: process 1 of new namespaces, with limits, without capabilities."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    own = psutil.Process().memory_info()
    _must(_LIBC.unshare(_NEW_MOUNTS | _NEW_IPC | _NEW_PIDS))
    # A program that student code starts has no gates: hide this library, so that it has no torch.
    if guarded and (torch := _torch()):
        _must(_LIBC.mount(b"/dev/null", torch.encode(), None, _BIND, None))
    for place in (os.environ["HOME"], "/dev/shm"):
        size = b"size=%d" % limits.disk
        _must(_LIBC.mount(b"tmpfs", place.encode(), b"tmpfs", _NO_SUID_NO_DEV, size))
    child = os.fork()
    if child:
        for fd in fds:
            os.close(fd)
        os.waitpid(child, 0)
        os._exit(0)
    _must(_LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    _must(_LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    # RLIMIT_NPROC does not apply to root; since Linux 6.14 each PID namespace has its own maximum.
    with suppress(OSError):
        _PID_MAX.write_text(str(max(2 * limits.processes, _LEAST_PID_MAX)))
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _must(_LIBC.capset(header, nothing))
    for name, most in (
        (resource.RLIMIT_DATA, limits.memory + own.data),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NOFILE, limits.open_files),
        # These two also count reserved or shared memory, and threads. They are looser than what
        # ``Sandbox.watch`` enforces, and hold between its checks.
        (resource.RLIMIT_AS, 2 * limits.memory + own.vms),
        (resource.RLIMIT_NPROC, 2 * limits.processes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (most, most))
    os.chdir(os.environ["HOME"])


def _torch() -> str:
    """Return the path of torch's library, or an empty string if torch is not installed."""
    found = importlib.util.find_spec("torch")  # does not import it
    path = Path(found.origin).parent / "lib" / "libtorch_cpu.so" if found and found.origin else None
    return str(path) if path and path.exists() else ""


def _serve(
    fd: int,
    switch: int,
    announced: Sequence[str],
    limits: Limits,
    needs: Needs,
    shell: InteractiveShell,
) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # discards what is written below Python's streams
        os.dup2(nowhere, stream)
    try:
        guard.load(needs.guard).install(announced, switch)
        sys.path.insert(0, "")  # as in a notebook: import modules beside it
        Session(socket.socket(fileno=fd), shell, limits, needs).peer.serve()
    finally:
        os._exit(0)


# --- One session ---------------------------------------------------------------------------------


class Session:
    """Runs a student's cells and gives access to what they define."""

    def __init__(
        self, connection: socket.socket, shell: InteractiveShell, limits: Limits, needs: Needs
    ) -> None:
        self.shell = shell
        self.printed = Printed(limits.printed)
        sys.stdout = sys.stderr = self.printed
        shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None  # type: ignore
        offers = {"run": self.run, "look": self.look, "get": getattr, "clear": self.clear}
        offers["put"] = self.put
        self.guard = guard.load(needs.guard)
        self.peer: Peer = peer_for(needs)(
            connection, offers, self.around, limits=limits, guard=self.guard
        )

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell; return what it printed and displayed, and its error.

        Returns:
            ``printed``, ``shown`` (one dictionary for each output, MIME type → content) and
            ``errors``.
        """
        with capture_output(stdout=False, stderr=False) as shown:
            self.shell.display_trap.hook = sys.displayhook
            result = self.shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        errors = [[type(error).__name__, str(error), _trace(error)]] if error is not None else []
        rich = [
            {kind: str(value) for kind, value in output.data.items() if kind in KEPT}
            for output in shown.outputs
        ]
        return {"printed": self.printed.take(), "shown": rich, "errors": errors}

    def look(self, name: str) -> list[Any]:
        """Return a list with the value of a name; an empty list if it is not defined."""
        nothing = sys  # a sentinel: modules are never returned
        found = self.shell.user_ns.get(name, nothing)
        return [] if isinstance(found, ModuleType) else [found]

    def put(self, path: str, piece: str) -> None:
        """Append a base64-encoded piece to a file beside the notebook.

        Args:
            path: the file's path from the notebook's folder.
            piece: the next bytes, in base 64.
        """
        place = Path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("ab") as file:
            file.write(base64.b64decode(piece))

    def clear(self) -> str:
        """Release the graphs of past calls; return what was printed since the last call of this.

        Returns:
            The printed text, up to the limit.
        """
        self.peer.forget()
        return self.printed.take()

    @contextmanager
    def around(self, refused: Sequence[str], instead: str) -> Iterator[None]:
        """Replace a gate's error during a call by the guard's message.

        Args:
            refused: the names that are refused during the call.
            instead: the advice.
        """
        try:
            yield
        except Exception as error:
            if not refused:
                raise
            if (told := self.guard.refusal(error, instead)) is None:
                raise
            raise told from None


class Printed(io.StringIO):
    """A text stream that keeps the beginning of what is written."""

    encoding = "utf-8"

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, text: str) -> int:
        """Keep the text up to the limit.

        Returns:
            The number of characters of ``text``, as of a file.
        """
        super().write(text[: self.most + 1 - self.tell()])
        return len(text)

    def take(self) -> str:
        """Return what was kept, and clear it."""
        text = self.getvalue()
        self.seek(self.truncate(0))
        more = "\n… (more was printed)" if len(text) > self.most else ""
        return text[: self.most] + more


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_list(_own_frames(error)[-20:]))


def _own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if "ipython-input" in frame.filename]


if __name__ == "__main__":
    fd, place, module, *packages = sys.argv[1:]
    main(int(fd), Needs(frozenset(packages), module), bubble=place == "bubble")

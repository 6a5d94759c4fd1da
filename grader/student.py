"""What runs inside the sandbox: it executes a student's cells and answers for their functions.

``python -m grader.student FD`` is started once and stays warm: torch is loaded. For each session it
forks a child into namespaces of its own, where process 1 is the student's, the one folder that can
be written is empty, and no capability is left. When that process ends, the kernel kills whatever it
started.
"""

from __future__ import annotations

import ctypes
import gc
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
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from grader import refusal
from grader.peer import Peer
from lossutil import checks, crashes

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_MOUNTS, _NEW_IPC, _NEW_PIDS = 0x20000, 0x8000000, 0x20000000
_NO_SUID_NO_DEV, _BIND = 2 | 4, 4096
_TORCH = str(Path(torch.__file__).parent / "lib" / "libtorch_cpu.so")
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
MOST_ORDERED = 2**16
"""Bytes of one order on the control socket."""
MOST_PRINTED = 20_000
"""Characters of output that are kept of one cell."""
KEPT = ("text/plain", "image/png", "image/svg+xml")


def _must(result: int) -> None:
    if result:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


# --- The warm process ----------------------------------------------------------------------------


def main(fd: int, *, bubble: bool) -> None:
    """Open and end sessions, as the control socket says, until it closes."""
    control = socket.socket(fileno=fd)
    if bubble:  # nobody but the kernel's own root reads the memory of this process
        _must(_LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    shell = _shell()
    checks.warm_up()  # what is loaded at first use, every session would load
    refusal.warm_up()
    gc.freeze()
    folder: tempfile.TemporaryDirectory[str] | None = None  # for a session without a bubble
    control.sendall(b"ready")
    while True:
        text, fds, _, _ = socket.recv_fds(control, MOST_ORDERED, 2)
        if not text:
            return
        order = json.loads(text)
        if "kill" in order:
            with suppress(ProcessLookupError):
                os.kill(order["kill"], signal.SIGKILL)  # with its child, and so the namespace
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
            if bubble:
                _seal(order["limits"], fds)
            elif folder:
                os.chdir(folder.name)
            sys.path.insert(0, "")  # as in a notebook: modules may lie beside it
            _serve(fds[0], fds[1], order["refusable"], shell)
        for inherited in fds:
            os.close(inherited)
        control.sendall(json.dumps(child).encode())


def _shell() -> InteractiveShell:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    matplotlib.use("module://matplotlib_inline.backend_inline")
    return InteractiveShell.instance(config=config)


def _seal(limits: dict[str, int], fds: Sequence[int]) -> None:
    """Go on in a child that is process 1 of its own namespaces, with limits and no rights."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    own_memory = psutil.Process().memory_info().vms
    _must(_LIBC.unshare(_NEW_MOUNTS | _NEW_IPC | _NEW_PIDS))
    # A program that is started here has no gates: without this file it has no torch, either.
    _must(_LIBC.mount(b"/dev/null", _TORCH.encode(), None, _BIND, None))
    for place in (os.environ["HOME"], "/dev/shm"):
        size = b"size=%d" % limits["disk"]
        _must(_LIBC.mount(b"tmpfs", place.encode(), b"tmpfs", _NO_SUID_NO_DEV, size))
    child = os.fork()
    if child:
        for fd in fds:
            os.close(fd)
        os.waitpid(child, 0)
        os._exit(0)
    _must(_LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    _must(_LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _must(_LIBC.capset(header, nothing))
    for name, most in (
        (resource.RLIMIT_AS, limits["memory"] + own_memory),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (most, most))
    os.chdir(os.environ["HOME"])


def _serve(fd: int, switch: int, refusable: Sequence[str], shell: InteractiveShell) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # what is written below Python, nobody reads
        os.dup2(nowhere, stream)
    try:
        refusal.install(refusable, switch)
        Session(socket.socket(fileno=fd), shell).peer.serve()
    finally:
        os._exit(0)


# --- One session ---------------------------------------------------------------------------------


class Session:
    """A student's cells, and answers about what they define."""

    def __init__(self, connection: socket.socket, shell: InteractiveShell) -> None:
        self.shell = shell
        self.printed = Printed()
        sys.stdout = sys.stderr = self.printed
        shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None  # type: ignore
        offers = {"run": self.run, "look": self.look, "get": getattr, "clear": self.clear}
        offers["put"] = self.put
        self.peer = Peer(connection, offers, self.around)

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell; return what it printed and displayed, and its error."""
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
        """Return the value of a name in a list; an empty list if there is none."""
        nothing = sys  # a module, and no module is ever handed out
        found = self.shell.user_ns.get(name, nothing)
        return [] if isinstance(found, ModuleType) else [found]

    def put(self, path: str, data: torch.Tensor) -> None:
        """Write a file that lies beside the notebook."""
        place = Path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.numpy().tobytes())

    def clear(self) -> str:
        """Forget the graphs of past calls; return what was printed since the last time."""
        self.peer.forget()
        return self.printed.take()

    @contextmanager
    def around(self, refused: Sequence[str], instead: str) -> Iterator[None]:
        """Say in a learner's words what a gate refused during a call."""
        try:
            yield
        except Exception as error:
            if not refused or refusal.REFUSED not in str(error):
                raise
            text = checks.refusal(_name_of(error), crashes.typed(error), instead)
            raise checks.NotByHand(text) from None


def _name_of(error: Exception) -> str:
    """Return the name that a gate gave, without the words around it."""
    return str(error).split(refusal.REFUSED)[1].split(";")[0].strip()


class Printed(io.StringIO):
    """A text stream that keeps the beginning of what is written."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Keep the text while there is room."""
        super().write(text[: MOST_PRINTED + 1 - self.tell()])
        return len(text)

    def take(self) -> str:
        """Return what was kept, and begin anew."""
        text = self.getvalue()
        self.seek(self.truncate(0))
        more = "\n… (more was printed)" if len(text) > MOST_PRINTED else ""
        return text[:MOST_PRINTED] + more


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_list(_own_frames(error)[-20:]))


def _own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if "ipython-input" in frame.filename]


if __name__ == "__main__":
    main(int(sys.argv[1]), bubble="open" not in sys.argv[2:])

"""The processes from which judges are forked: everything they need is loaded once.

``python -m grader.workers.fork_server FD GUARD PACKAGE…`` waits for commands on a socket. "serve"
forks a fork server for one worker, which waits for commands on a socket of its own. There "prepare"
receives masters and computes what depends on them only, before any fork. "fork" starts a judge for
one submission, which ends with it; so no state of one submission is left for the next. No student
code runs in any of these processes.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from grader.guard import Needs, load_all, peer_for
from grader.sandbox import Sandbox, SandboxError
from grader.submission import grading, repair
from grader.submission.source import Source

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def main(fd: int, needs: Needs) -> None:
    """Execute the commands on the socket until it closes.

    Args:
        fd: descriptor of the socket.
        needs: what to load before the first command.
    """
    _load(needs)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork server that has ended
    _serve(socket.socket(fileno=fd))


def _serve(control: socket.socket) -> None:
    masters: dict[str, str] = {}
    child = 0
    while True:
        order, fds, _, _ = socket.recv_fds(control, 1, 2)
        match order:
            case b"s":  # serve another worker
                if not os.fork():
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
                    control.close()
                    control = socket.socket(fileno=fds[0])
                    control.sendall(b"ready")
                else:
                    os.close(fds[0])
            case b"p":  # prepare
                with Connection(fds[0]) as words:
                    masters = words.recv()
                grading.prepare(masters)
                gc.freeze()  # a garbage collection in a fork would copy these pages
                control.sendall(b"p")
            case b"f":  # fork
                if not (child := os.fork()):
                    control.close()
                    _judge(masters, *fds)
                for inherited in fds:
                    os.close(inherited)
                control.sendall(b"f")
            case b"k":  # kill
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                control.sendall(b"k")
            case _:
                return


def _load(needs: Needs) -> None:
    """Load what is loaded at first use; otherwise every judge would load it."""
    load_all(needs).warm_up()
    peer_for(needs)
    empty = nbformat.writes(new_notebook(cells=[new_code_cell("def f(x): return x")]))
    repair.repair(nbformat.reads(empty, as_version=4), nbformat.reads(empty, as_version=4))
    Source(["def f(x): return x"])
    gc.freeze()


def _judge(masters: dict[str, str], wire: int, control: int) -> None:
    """Grade the submission that is received, send the results and end."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    try:
        with Connection(wire) as words:
            sandbox = Sandbox.as_described(words.recv(), socket.socket(fileno=control))
            task = words.recv().against(masters)
            with suppress(SandboxError):  # no results: the worker starts the sandbox again
                words.send(grading.grade(task, sandbox))
    except (OSError, EOFError):
        pass  # the worker is gone
    finally:
        os._exit(0)


if __name__ == "__main__":
    with suppress(OSError):  # the worker is gone
        number, module, *packages = sys.argv[1:]
        main(int(number), Needs(frozenset(packages), module))

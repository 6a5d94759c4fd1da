"""Grade one submission after the other in preloaded processes.

For each submission a judge is forked from a process in which torch is loaded
(``grader.workers.fork_server``), and a session from the sandbox. A worker only controls these two:
it loads neither torch nor nbgrader, so that many workers can be threads of one process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

from grader import GraderError
from grader.guard import Needs, needs_of
from grader.limits import Limits
from grader.sandbox import HERE, Sandbox, SandboxKilled
from grader.submission.task import Graded, Task


class Worker:
    """A sandbox, and a process from which a judge is forked for each submission.

    Args:
        preloaded: what its fork server is forked from, which workers may share; by default its own.
    """

    def __init__(self, preloaded: Preloaded | None = None) -> None:
        self.sandboxes: dict[tuple[Needs, bool], Sandbox] = {}
        self.preloaded = preloaded or Preloaded()
        self.server = ForkServer(self.preloaded)
        self.closed = False

    def grade(self, task: Task) -> dict[str, Graded]:
        """Return the results of a task, by the name of the master.

        Raises:
            SandboxError: there is no sandbox on this computer.
        """
        needs = task.needs or needs_of(tuple(task.masters.values()))
        sandbox = self.sandboxes.setdefault(
            (needs, task.bubble), Sandbox(needs, bubble=task.bubble)
        )
        for _ in range(task.limits.deaths):
            if self.closed:
                raise GraderError("the worker was closed")
            with suppress(SandboxKilled):
                self.server.launch(needs, task.limits)  # loads in parallel with the sandbox
                sandbox.start(task.limits)
                results = self._in_a_fork(task, sandbox)
                if results is not None:
                    return results
            sandbox.close()  # the judge may have ended in the middle of a message
        from grader.submission.grading import crashed

        return crashed(task, f"grading ended {task.limits.deaths} times before there was a result")

    def _in_a_fork(self, task: Task, sandbox: Sandbox) -> dict[str, Graded] | None:
        """Return the results, or None if the judge or the fork server ended without them."""
        # The judge enforces the time limits; this deadline is for a judge that hangs.
        patience = task.limits.slack * task.limits.notebook_seconds * len(task.masters)
        try:
            self.server.prepare(task.masters)
            with self.server.fork(sandbox) as judge:
                judge.send(task.against({}))
                return judge.recv() if judge.poll(patience) else None
        except (OSError, EOFError):
            return None
        finally:
            self.server.kill()

    def close(self) -> None:
        """End all processes, also while they grade, and those of workers that share some."""
        self.closed = True
        self.server.close()
        self.preloaded.close()
        for sandbox in self.sandboxes.values():
            sandbox.close()


class Preloaded:
    """Controls a process that has loaded everything; fork servers are forked from it.

    So a computer loads torch and the rest once for all its judges, and they share its memory.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.needs = Needs()
        self.lock = threading.Lock()
        self.closed = False

    def __enter__(self) -> Preloaded:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def launch(self, needs: Needs) -> None:
        """Start the process if it does not run yet, without waiting for it.

        Args:
            needs: what to load.

        Raises:
            GraderError: this was closed.
        """
        if self.closed:
            raise GraderError("the worker was closed")
        if not self.process or self.process.poll() is not None or self.needs != needs:
            self._end()
            self._start(needs)

    def fork_server(self, needs: Needs, limits: Limits) -> socket.socket:
        """Return the control socket of a new fork server, without waiting for it.

        Args:
            needs: what to load first.
            limits: they say how long the start may take.

        Raises:
            ConnectionError: the process has just ended.
            GraderError: this was closed.
        """
        with self.lock:
            self.launch(needs)
            ours, theirs = socket.socketpair()
            ours.settimeout(limits.start)
            with theirs:
                socket.send_fds(self.control, [b"s"], [theirs.fileno()])
            return ours

    def _start(self, needs: Needs) -> None:
        self.needs = needs
        path = [str(HERE.parent), os.environ.get("PYTHONPATH")]
        self.control, inside = socket.socketpair()
        words = [str(inside.fileno()), needs.guard, *sorted(needs.packages)]
        with inside:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "grader.workers.fork_server", *words],
                pass_fds=[inside.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, path))},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                process_group=0,  # on an interrupt the command itself closes the worker
            )

    def _end(self) -> None:
        if self.process:
            self.control.close()
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """End the process, and every fork server and judge with it; it is not started again."""
        with self.lock:
            self.closed = True
            self._end()


class ForkServer:
    """Controls a process of ``grader.workers.fork_server``, from which judges are forked.

    Args:
        preloaded: the process that it is forked from.
    """

    def __init__(self, preloaded: Preloaded) -> None:
        self.preloaded = preloaded
        self.control: socket.socket | None = None
        self.ready = self.forked = False
        self.masters: Mapping[str, str] = {}
        self.needs = Needs()

    def launch(self, needs: Needs, limits: Limits) -> None:
        """Start the process if it does not run yet, without waiting for it.

        Args:
            needs: what to load first.
            limits: they say how long the start may take.

        Raises:
            GraderError: the worker was closed.
        """
        if self.control and self.needs == needs and not _has_ended(self.control):
            return
        self.close()
        self.needs = needs
        with suppress(ConnectionError):  # the preloaded process has just ended: so will the attempt
            self.control = self.preloaded.fork_server(needs, limits)

    def prepare(self, masters: Mapping[str, str]) -> None:
        """Compute what depends on the masters only, before the forks.

        Raises:
            OSError: the process has ended.
        """
        if not self.ready:
            self._expect(b"ready")
            self.ready = True
        if self.masters != masters:
            self.masters = {}
            ours, theirs = Pipe()
            with ours:
                with theirs:
                    self._say(b"p", theirs.fileno())
                ours.send(masters)
                self._expect(b"p")
            self.masters = masters

    def fork(self, sandbox: Sandbox) -> Connection:
        """Fork a judge that uses this sandbox, and return the connection to it.

        Returns:
            The worker's end of a socket pair, over which the judge answers.

        Raises:
            OSError: the process has ended.
        """
        ours, theirs = Pipe()
        with theirs:
            self._order(b"f", theirs.fileno(), sandbox.control.fileno())
        self.forked = True
        ours.send(sandbox.description)
        return ours

    def kill(self) -> None:
        """End the current judge, if there is one."""
        if not self.forked:
            return
        self.forked = False
        try:
            self._order(b"k")
        except OSError:  # the process and its judge have ended
            self.close()

    def close(self) -> None:
        """End the process, and the judge with it."""
        self.ready = self.forked = False
        self.masters = {}
        if self.control:
            self.control.close()  # on which the process ends
            self.control = None

    def _order(self, word: bytes, *fds: int) -> None:
        """Send a command and wait until it is executed."""
        self._say(word, *fds)
        self._expect(word)

    def _say(self, word: bytes, *fds: int) -> None:
        if not self.control:
            raise ConnectionError("the process that forks judges was closed")
        socket.send_fds(self.control, [word], fds)

    def _expect(self, word: bytes) -> None:
        if not self.control or self.control.recv(16) != word:
            raise ConnectionError("the process that forks judges has ended")


def _has_ended(control: socket.socket) -> bool:
    """Whether the process at the other end of an idle socket has ended."""
    try:
        return bool(wait([control], 0)) and not control.recv(1, socket.MSG_PEEK)
    except OSError:
        return True

"""Grade one submission after the other in warm processes.

For each submission a child is forked from a process in which torch is loaded; it judges and ends,
so nothing of one submission is left when the next one comes. The sandbox stays warm beside it. This
process itself loads neither torch nor nbgrader: it is there in a moment.
"""

from __future__ import annotations

import multiprocessing
import os
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection

from grader.guard import PRELOAD, Needs, needs_of
from grader.sandbox import Sandbox, SandboxError, SandboxKilled
from grader.task import Graded, Task


class Worker:
    """A sandbox, and a warm process from which a judge is forked for each submission."""

    def __init__(self) -> None:
        self.sandboxes: dict[tuple[Needs, bool], Sandbox] = {}
        # A Dask worker under a nanny may have no children, lest they outlive it. Ours don't.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["grader.warm"])

    def grade(self, task: Task) -> dict[str, Graded]:
        """Return the results of a task, by the name of the master.

        Raises:
            SandboxError: there is no sandbox on this computer.
        """
        needed = needs_of(tuple(task.masters.values()))
        sandbox = self.sandboxes.setdefault(
            (needed, task.bubble), Sandbox(needed, bubble=task.bubble)
        )
        os.environ[PRELOAD] = " ".join([needed.guard or "-", *sorted(needed.packages)])
        for _ in range(task.limits.deaths):
            with suppress(SandboxKilled):
                with suppress(OSError):
                    forkserver.ensure_running()  # it loads torch while the sandbox does the same
                sandbox.start(task.limits)
                results = self._in_a_fork(task, sandbox)
                if results is not None:
                    return results
            sandbox.close()  # the judge may have left it in the middle of a word
        from grader.submission import crashed

        return crashed(task, f"grading ended {task.limits.deaths} times before there was a result")

    def _in_a_fork(self, task: Task, sandbox: Sandbox) -> dict[str, Graded] | None:
        """Return the results, or nothing if the judge, or what forks it, ended without any."""
        ours, theirs = self.context.Pipe(duplex=False)
        with ours:
            child = self.context.Process(target=_judge, args=(task, sandbox, theirs))
            try:
                with theirs:
                    child.start()
            except (OSError, EOFError):
                return None
            try:
                # The judge keeps its own time; this is for a judge that does not.
                patience = task.limits.slack * task.limits.notebook_seconds * len(task.masters)
                return ours.recv() if ours.poll(patience) else None
            except (OSError, EOFError):
                return None
            finally:
                child.kill()
                child.join()


def _judge(task: Task, sandbox: Sandbox, results: Connection) -> None:
    from grader.submission import grade

    with suppress(SandboxError):  # no results: the worker starts the sandbox again
        results.send(grade(task, sandbox))
    results.close()

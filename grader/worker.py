"""Grade one submission after the other in warm processes.

For each submission a child is forked from a process in which torch is loaded; it judges and ends,
so nothing of one submission is left when the next one comes. The sandbox stays warm beside it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader import judge, repair
from grader.sandbox import Sandbox, SandboxError

MOST_DEATHS = 3
"""So many times a task may end its worker before that is its verdict."""


@dataclass(frozen=True)
class Task:
    """What one student handed in for one assignment, and what to grade it against.

    Args:
        masters: the text of each master notebook, by name.
        files: the contents of the submitted notebooks, by name without ending.
        refused: sentences, by name, about files that were not even opened.
        timeout: seconds one cell may take.
        bubble: whether student code runs in bubblewrap.
    """

    masters: dict[str, str]
    files: dict[str, bytes]
    refused: dict[str, str] = field(default_factory=dict)
    timeout: float = judge.TIMEOUT
    bubble: bool = True


@dataclass(frozen=True)
class Graded:
    """The verdict on one notebook of a submission: its text with outputs, notes, and verdicts."""

    notebook: str
    notes: list[str]
    verdicts: list[dict[str, Any]]


Results = Generator[tuple[str, dict[str, Graded]], None, None]
"""What tasks lead to, by the task's name and the master's."""


def grade(task: Task, sandbox: Any) -> dict[str, Graded]:
    """Match, repair and judge each notebook of a submission; each master gets a result."""
    masters = {name: nbformat.reads(text, as_version=4) for name, text in task.masters.items()}
    found: dict[str, tuple[str, NotebookNode]] = {}
    spoiled = dict(task.refused)
    for name, data in sorted(task.files.items(), key=lambda item: item[0] in masters):
        try:
            submission = repair.read(data)
        except repair.Unreadable as error:
            spoiled[name] = str(error)
            continue
        target = repair.find_master(submission, name, masters)
        if target is None:
            spoiled[name] = "the notebook has no cell of this assignment"
        else:  # of two files for one master the one with the master's own name comes last
            found[target] = (name, submission)
    results = {}
    for target, master in masters.items():
        if target in found:
            name, submission = found[target]
            repaired = repair.repair(submission, master)
            if name != target:
                repaired.notes.insert(0, f"the file was called {name}.ipynb")
            results[target] = _graded(repaired, judge.judge(repaired, sandbox, task.timeout))
        else:
            sentence = spoiled.get(target) or "; ".join(
                [f"no notebook {target}.ipynb was handed in"]
                + [f"{name}.ipynb: {why}" for name, why in spoiled.items()]
            )
            results[target] = _nothing(master, sentence, "error")
    return results


def crashed(task: Task, sentence: str) -> dict[str, Graded]:
    """Return the results of a submission that could not be graded."""
    return {
        name: _nothing(nbformat.reads(text, as_version=4), sentence, "crash")
        for name, text in task.masters.items()
    }


def _nothing(master: NotebookNode, sentence: str, outcome: str) -> Graded:
    repaired = repair.without_answers(master, sentence)
    return _graded(repaired, judge.nothing(repaired, sentence, outcome))


def _graded(repaired: repair.Repaired, verdicts: list[judge.Verdict]) -> Graded:
    return Graded(nbformat.writes(repaired.notebook), repaired.notes, list(map(asdict, verdicts)))


class Worker:
    """A sandbox, and a warm process from which a judge is forked for each submission."""

    def __init__(self) -> None:
        self.sandboxes: dict[bool, Sandbox] = {}
        # A Dask worker under a nanny may have no children, lest they outlive it. Ours don't.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["grader.warm"])

    def grade(self, task: Task) -> dict[str, Graded]:
        """Return the results of a task, by the name of the master.

        Raises:
            SandboxError: there is no sandbox on this computer.
        """
        sandbox = self.sandboxes.setdefault(task.bubble, Sandbox(bubble=task.bubble))
        forkserver.ensure_running()  # it loads torch while the sandbox does the same
        for _ in range(MOST_DEATHS):
            sandbox.start()
            results = self._in_a_fork(task, sandbox)
            if results is not None:
                return results
            sandbox.close()  # the judge may have left it in the middle of a word
        return crashed(task, f"grading this notebook ended the grader {MOST_DEATHS} times")

    def _in_a_fork(self, task: Task, sandbox: Sandbox) -> dict[str, Graded] | None:
        """Return the results, or nothing if the judge ended without any."""
        ours, theirs = self.context.Pipe(duplex=False)
        with ours:
            child = self.context.Process(target=_judge, args=(task, sandbox, theirs))
            child.start()
            theirs.close()
            try:
                # The judge keeps its own time; this is for a judge that does not.
                patience = 4 * judge.PATIENCE * task.timeout * len(task.masters)
                return ours.recv() if ours.poll(patience) else None
            except EOFError:
                return None
            finally:
                child.kill()
                child.join()


def _judge(task: Task, sandbox: Sandbox, results: Connection) -> None:
    with suppress(SandboxError):  # no results: the worker starts the sandbox again
        results.send(grade(task, sandbox))
    results.close()

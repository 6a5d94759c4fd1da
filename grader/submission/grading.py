"""One submission: match its notebooks with the masters, repair and grade them.

If several files belong to one master, one is chosen: an answered notebook before an untouched one,
then the top folder before its subfolders, then the master's own name, then the newer file. The
notes name each of the others, and each file that could not be read.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_locked

from grader.guard import needs
from grader.sandbox import Sandbox, SandboxError
from grader.submission import judge, repair
from grader.submission.task import Graded, Task, stem
from grader.text import shown


@dataclass(frozen=True)
class _Candidate:
    """A notebook that belongs to a master; the one with the smallest ``rank`` is graded."""

    path: str
    repaired: repair.Repaired
    rank: tuple[object, ...]


def grade(task: Task, sandbox: Sandbox) -> dict[str, Graded]:
    """Match, repair and grade each notebook of a submission; each master gets a result.

    Args:
        task: the submission, with its masters.
        sandbox: where student code runs.

    Returns:
        The result of each notebook, by the name of its master.

    Raises:
        SandboxError: the sandbox ended, or does not start.
    """
    masters = _masters(task)
    candidates, spoiled = _matched(task, masters)
    missing = [target for target in masters if target not in candidates]
    notes: dict[str, list[str]] = defaultdict(list)
    notes[next(iter(masters))] += [*task.notes, *task.left_out]
    for path, why in spoiled.items():
        place = stem(path)
        if place in missing or (missing and place not in masters):
            continue  # reported below
        place = place if place in masters else next(iter(masters))
        notes[place].append(f"{path} was handed in and not graded: {why}")
    results = {}
    for target, master in masters.items():
        if target in missing:
            instead = [] if task.files or task.refused else sorted(task.companions)
            results[target] = _nothing(master, _why(target, spoiled, instead), notes[target])
            continue
        chosen, *others = sorted(candidates[target], key=lambda c: c.rank)
        notes[target] += [
            f"{other.path} was handed in, too, and not graded: {chosen.path} counts"
            for other in others
        ]
        if stem(chosen.path) != target:
            chosen.repaired.notes.insert(0, f"the file was called {chosen.path}")
        chosen.repaired.notes[:0] = notes[target]
        results[target] = _judged(chosen.repaired, master, sandbox, task)
    return results


def prepare(masters: Mapping[str, str]) -> None:
    """Compute, once for all submissions, what depends on the masters only."""
    for text in masters.values():
        with suppress(Exception):  # each submission will report the error
            master = _master(text)
            repair.answers(master)
            locked = [cell.source for cell in master.cells if is_locked(cell)]
            judge.prepare(locked, needs([master]))


def _masters(task: Task) -> dict[str, NotebookNode]:
    return {name: _master(text) for name, text in task.masters.items()}


@functools.cache
def _master(text: str) -> NotebookNode:
    """Return a master, which callers must not change."""
    return nbformat.reads(text, as_version=4)


def _matched(
    task: Task, masters: dict[str, NotebookNode]
) -> tuple[dict[str, list[_Candidate]], dict[str, str]]:
    """Return the notebooks that belong to each master, and why each other file does not count."""
    candidates: dict[str, list[_Candidate]] = defaultdict(list)
    spoiled = dict(task.refused)
    for age, (path, data) in enumerate(task.files.items()):
        try:
            submission = repair.read(data, task.limits)
        except repair.Unreadable as error:
            spoiled[path] = str(error)
            continue
        target = repair.find_master(submission, stem(path), masters)
        if target is None:
            spoiled[path] = "the notebook has no cell of this assignment"
            continue
        repaired = repair.repair(submission, masters[target])
        untouched = not repair.is_attempted(repaired)
        rank = (untouched, path.count("/"), stem(path) != target, age)
        candidates[target].append(_Candidate(path, repaired, rank))
    return candidates, spoiled


def _why(target: str, spoiled: dict[str, str], others: Sequence[str]) -> str:
    """Return the sentence for a master without a notebook.

    Args:
        target: the master's name.
        spoiled: why each notebook does not count, by path.
        others: paths of what was handed in instead of a notebook.
    """
    own = [path for path in spoiled if stem(path) == target]
    if len(own) == 1 and len(spoiled) == 1 and "/" not in own[0]:
        return spoiled[own[0]]
    return "; ".join(
        [f"no notebook {target}.ipynb was handed in" if not own else "nothing can be graded"]
        + [f"{path}: {why}" for path, why in spoiled.items()]
        + ([f"handed in instead: {_list(others)}"] if others else [])
    )


def _list(paths: Sequence[str], most: int = 5) -> str:
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(map(shown, paths[:most])) + more


def crashed(task: Task, sentence: str) -> dict[str, Graded]:
    """Return the results of a submission that could not be graded.

    Args:
        task: the submission, with its masters.
        sentence: the reason, for the student.
    """
    return {name: _given_up(master, sentence) for name, master in _masters(task).items()}


def _judged(
    repaired: repair.Repaired, master: NotebookNode, sandbox: Sandbox, task: Task
) -> Graded:
    try:
        verdicts = judge.judge(
            repaired,
            sandbox,
            task.limits,
            refuse_suspicion=task.refuse_suspicion,
            companions=task.companions,
        )
        return _graded(repaired, verdicts)
    except SandboxError:
        raise
    except Exception as error:  # an error of the grader, which affects this notebook only
        return _given_up(master, f"the grader stopped: {type(error).__name__}: {error}")


def _given_up(master: NotebookNode, sentence: str) -> Graded:
    return _nothing(master, sentence, outcome="crash", given_up=True)


def _nothing(
    master: NotebookNode,
    sentence: str,
    notes: Iterable[str] = (),
    outcome: str = "error",
    given_up: bool = False,
) -> Graded:
    repaired = repair.without_answers(master, sentence)
    repaired.notes.extend(notes)
    verdicts = judge.nothing(repaired, sentence, outcome)
    return _graded(repaired, verdicts, "Nothing could be graded", given_up)


def _graded(
    repaired: repair.Repaired,
    verdicts: list[judge.Verdict],
    heading: str = "What the grader noticed",
    given_up: bool = False,
) -> Graded:
    suspicions = dict.fromkeys(v.suspicion for v in verdicts if v.suspicion)
    repaired.notes.extend(f"to be looked at by a person: {words}" for words in suspicions)
    notebook = nbformat.writes(repair.with_notes(repaired, heading))
    return Graded(notebook, repaired.notes, list(map(asdict, verdicts)), given_up)

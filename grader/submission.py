"""One submission: match its notebooks with the masters, repair and judge them."""

from __future__ import annotations

from dataclasses import asdict

import nbformat
from nbformat import NotebookNode

from grader import judge, repair
from grader.sandbox import Sandbox
from grader.task import Graded, Task


def grade(task: Task, sandbox: Sandbox) -> dict[str, Graded]:
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
            repaired.notes.extend(task.left_out)
            verdicts = judge.judge(
                repaired,
                sandbox,
                task.timeout,
                refuse_suspicion=task.refuse_suspicion,
                companions=task.companions,
            )
            results[target] = _graded(repaired, verdicts)
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
    suspicions = dict.fromkeys(v.suspicion for v in verdicts if v.suspicion)
    repaired.notes.extend(f"to be looked at by a person: {words}" for words in suspicions)
    return Graded(nbformat.writes(repaired.notebook), repaired.notes, list(map(asdict, verdicts)))

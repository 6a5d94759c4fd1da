"""The messages between the process that reads and writes a course and those that grade."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from grader.guard import Needs
from grader.limits import Limits

ENDING = re.compile(r"(\.ipynb)+(\.(txt|json))*$", re.IGNORECASE)
"""Extensions of a notebook's name; mail programs and browsers append some."""


def stem(path: str) -> str:
    """Return the name of a notebook without its folder and extension.

    >>> stem("old/mse_loss.ipynb.txt"), stem("mse_loss")
    ('mse_loss', 'mse_loss')
    """
    return ENDING.sub("", path.rpartition("/")[2])


@dataclass(frozen=True)
class Task:
    """What one student handed in for one assignment, and what to grade it against.

    Args:
        masters: the text of each master notebook, by name.
        files: the contents of the submitted notebooks, by their paths in the submission's folder,
            the newest first.
        refused: sentences, by path, about files that were not read.
        limits: what it may use, in the judge and in the sandbox.
        bubble: whether student code runs in bubblewrap.
        refuse_suspicion: whether suspicious answers, which may hide what they compute, get no
        points.
        companions: files that were handed in beside the notebooks, by their path from there.
        left_out: sentences about such files that were left out.
        notes: sentences about the submission as a whole.
        needs: what is loaded for it and similar tasks; by default what its masters need.
    """

    masters: dict[str, str]
    files: dict[str, bytes]
    refused: dict[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    bubble: bool = True
    refuse_suspicion: bool = False
    companions: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    needs: Needs | None = None

    def against(self, masters: dict[str, str]) -> Task:
        """Return the same submission with other masters: a cluster sends them separately."""
        return replace(self, masters=masters)


@dataclass(frozen=True)
class Graded:
    """The result of one notebook of a submission: its text with outputs, its notes and verdicts."""

    notebook: str
    notes: list[str]
    verdicts: list[dict[str, Any]]
    given_up: bool = False
    """Whether the grader could not finish; the next run tries again."""


Results = Generator[tuple[str, dict[str, Graded]], None, None]
"""The results of tasks, by the task's name and the master's."""

"""Every exercise of the course in the sandbox: full marks for its reference, 0 for the release.

The values that the two processes exchange differ between exercises: callbacks, modules, generators,
tensors filled in place.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.check import check
from grader.sandbox import Sandbox
from tools.notebooks import ROOT

SOLUTIONS = ROOT / "solutions"
MASTERS = sorted(SOLUTIONS.glob("*/*.ipynb"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in MASTERS]


@pytest.mark.parametrize("master", MASTERS, ids=NAMES)
def test_the_reference_gets_full_marks(sandbox: Sandbox, master: Path) -> None:
    exercise, verdicts = check(master, sandbox, SOLUTIONS)
    assert exercise == f"{master.parent.name}/{master.stem}"
    assert verdicts
    assert {v.name: v.message for v in verdicts if v.points < v.possible} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_release_gets_nothing_and_says_that_all_is_to_do(sandbox: Sandbox, name: str) -> None:
    exercise, verdicts = check(SOLUTIONS.parent / "exercises" / f"{name}.ipynb", sandbox, SOLUTIONS)
    assert exercise == name
    assert {v.name: v.message for v in verdicts if v.outcome != "to do" or v.points} == {}


def test_the_graders_tests_stay_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Some versions of pytest silently drop xdist's groups: each worker would run the course."""
    assert request.node.nodeid.endswith("@grader") == ("PYTEST_XDIST_WORKER" in os.environ)


def test_there_are_exercises() -> None:
    assert len(MASTERS) > 30

"""``python -m grader check`` on a small exercise: two functions, three tests."""

from __future__ import annotations

import copy
import json
import runpy
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from grader.__main__ import main
from grader.check import check
from grader.limits import Limits
from grader.submission.judge import STUB

DOUBLE = "def double(x):\n    return 2 * x"
TRIPLE = "def triple(x):\n    return 3 * x"
ALL_PASS = {"test_double": 1, "test_signs": 2, "test_triple": 3}


def nbgrader_cell(name, source, points=None):
    metadata = {"grade_id": name, "schema_version": 3, "task": False}
    if points is None:
        metadata |= {"solution": True, "grade": False, "locked": False}
    else:
        metadata |= {"solution": False, "grade": True, "locked": True, "points": points}
    return new_code_cell(source, metadata={"nbgrader": metadata}, id=name)


def exercise(**sources):
    """Return the exercise with these sources in place of the right ones."""
    cells = {
        "double": (DOUBLE, None),
        "test_double": ("assert double(3) == 6, 'twice 3 is 6, not 3 + 2'", 1),
        "test_signs": (
            "assert double(0) == 0, 'twice 0 is 0'\n"
            "### BEGIN HIDDEN TESTS\n"
            "assert double(-1) == -2, 'keep the sign'\n"
            "### END HIDDEN TESTS",
            2,
        ),
        "triple": (TRIPLE, None),
        "test_triple": ("assert triple(2) == 6, 'three times 2 is 6'", 3),
    }
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(
        cells=[
            new_markdown_cell("# Multiples", id="title"),
            *(
                nbgrader_cell(name, sources.get(name, source), points)
                for name, (source, points) in cells.items()
            ),
        ],
        metadata={"kernelspec": kernel},
    )


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


@pytest.fixture
def solutions(tmp_path):
    return save(exercise(), tmp_path / "solutions" / "demo" / "multiples.ipynb").parents[1]


def save(notebook, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def verdicts(tmp_path, solutions, sandbox):
    """Return a function that checks a notebook and gives its verdicts by test."""

    def of(notebook, **limits):
        path = save(notebook, tmp_path / "learner" / "my copy.ipynb")
        name, found = check(path, sandbox, solutions, Limits(**limits))
        assert name == "demo/multiples"
        assert sorted(verdict.name for verdict in found) == sorted(ALL_PASS)
        return {verdict.name: verdict for verdict in found}

    return of


def points_of(verdicts):
    return {name: verdict.points for name, verdict in verdicts.items()}


def test_a_right_notebook_passes_and_the_exit_code_is_0(tmp_path, solutions, capsys):
    path = save(exercise(), tmp_path / "renamed.ipynb")
    assert main(["check", str(path), "--solutions", str(solutions)]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0] == "demo/multiples"
    assert shown.out.splitlines()[-1].split() == ["total", "6", "/", "6"]
    assert shown.out.count("passed") == len(ALL_PASS)
    assert shown.err == ""


def test_each_kind_of_verdict_has_its_message_and_exit_code_1(tmp_path, solutions, capsys):
    wrong = exercise(double="def double(x):\n    return abs(2 * x)", triple="triple = None")
    path = save(wrong, tmp_path / "wrong.ipynb")
    before = path.read_bytes()
    assert main(["check", str(path), "--solutions", str(solutions)]) == 1
    assert path.read_bytes() == before
    assert capsys.readouterr().out.splitlines() == [
        "demo/multiples",
        "",
        "test         verdict      points",
        "test_double  passed        1 /  1",
        "test_signs   failed        0 /  2",
        "    keep the sign",
        "test_triple  error         0 /  3",
        "    TypeError: 'NoneType' object is not callable",
        "total                      1 /  6",
    ]


SOLVED = """def double(x):
    ### BEGIN SOLUTION
    # Why: a sum of two is exact.
    return x + x
    ### END SOLUTION"""


@pytest.mark.parametrize(
    ("triple", "code", "last"),
    [
        (
            TRIPLE,
            0,
            f"def double(x):\n    # Why: a sum of two is exact.\n    return x + x\n\n\n{TRIPLE}",
        ),
        ("def triple(x):\n    return x", 1, "The reference opens at full marks."),
    ],
    ids=["full marks", "less"],
)
def test_the_reference_is_shown_at_full_marks_only(tmp_path, capsys, triple, code, last):
    master = save(exercise(double=SOLVED), tmp_path / "solutions" / "demo" / "multiples.ipynb")
    path = save(exercise(triple=triple), tmp_path / "mine.ipynb")
    words = ["check", str(path), "--solutions", str(master.parents[1])]
    assert main([*words, "--reference"]) == code
    shown = capsys.readouterr().out
    assert shown.endswith(f"/  6\n\n{last}\n")
    assert main(words) == code
    assert shown.startswith(capsys.readouterr().out)


def test_a_reference_of_a_folder_is_refused(tmp_path, solutions, capsys):
    save(exercise(), tmp_path / "mine.ipynb")
    assert main(["check", str(tmp_path), "--solutions", str(solutions), "--reference"]) == 2
    assert "--reference goes with one notebook" in capsys.readouterr().err


@pytest.mark.parametrize("error", ["NotImplementedError()", "AssertionError('{stub}')"])
def test_an_unwritten_function_is_to_do(verdicts, error):
    stub = f"def triple(x):\n    raise {error.format(stub=STUB)}"
    found = verdicts(exercise(triple=stub))["test_triple"]
    assert (found.outcome, found.points, found.message) == ("to do", 0, STUB)


def test_the_source_of_a_hidden_test_is_not_shown(verdicts):
    failed = verdicts(exercise(double="def double(x):\n    return abs(2 * x)"))["test_signs"]
    assert (failed.outcome, failed.message) == ("failed", "keep the sign")


def without_any_test(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("test_")]


def with_copied_tests(notebook):
    copies = [copy.deepcopy(cell_of(notebook, name)) for name in ALL_PASS]
    for cell in copies:
        cell.id += "_copy"
    notebook.cells[1:1] = copies


def with_tests_as_text(notebook):
    for i, cell in enumerate(notebook.cells):
        if cell.id in ALL_PASS:
            notebook.cells[i] = new_markdown_cell(cell.source, metadata=cell.metadata, id=cell.id)


def with_a_solution_as_text(notebook):
    cell = cell_of(notebook, "double")
    notebook.cells[1] = new_markdown_cell(cell.source, metadata=cell.metadata, id=cell.id)


def with_strange_metadata(notebook):
    cell_of(notebook, "title").metadata["nbgrader"] = None
    cell_of(notebook, "test_double").metadata["nbgrader"]["points"] = "many"
    cell_of(notebook, "test_triple").metadata["tags"] = ["skip-execution"]


def with_another_kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "julia-1.9", "display_name": "Julia"}


def with_warnings(notebook):
    source = DOUBLE.replace("return", "import sys; print('careful', file=sys.stderr); return")
    cell_of(notebook, "double").source = source


@pytest.mark.parametrize(
    "oddity",
    [
        without_any_test,
        with_copied_tests,
        with_tests_as_text,
        with_a_solution_as_text,
        with_strange_metadata,
        with_another_kernel,
        with_warnings,
    ],
)
def test_a_right_notebook_keeps_full_marks(verdicts, oddity):
    notebook = exercise()
    oddity(notebook)
    assert points_of(verdicts(notebook)) == ALL_PASS


def test_edited_tests_are_those_of_the_master_again(verdicts):
    rigged = exercise(double="def double(x):\n    return 0", **dict.fromkeys(ALL_PASS, "assert 1"))
    assert points_of(verdicts(rigged)) == {"test_double": 0, "test_signs": 0, "test_triple": 3}


def test_a_function_and_its_test_may_both_be_gone(verdicts):
    notebook = exercise()
    notebook.cells = [cell for cell in notebook.cells if "triple" not in cell.id]
    assert points_of(verdicts(notebook)) == ALL_PASS | {"test_triple": 0}


def test_an_endless_loop_fails_its_own_tests_only(verdicts):
    found = verdicts(exercise(double="def double(x):\n    while True: pass"), timeout=1)
    assert found["test_double"].outcome == "time"
    assert found["test_double"].message == "it took longer than 1 s"
    assert points_of(found) == {"test_double": 0, "test_signs": 0, "test_triple": 3}


def test_a_function_that_exits_fails_its_own_tests_only(verdicts):
    found = verdicts(exercise(double="import os\ndef double(x):\n    os._exit(0)"))
    outcomes = [verdict.outcome for verdict in found.values()]
    assert outcomes == ["crash", "crash", "passed"]
    assert found["test_double"].message == "the student's process ended"


@pytest.fixture
def valued(tmp_path, sandbox):
    """Return a function that gives the verdict on a test cell of one point with a value."""

    def verdict(value):
        master = exercise(test_double=f"import numpy, torch, fractions\n{value}")
        path = save(master, tmp_path / "solutions" / "demo" / "multiples.ipynb")
        _, found = check(path, sandbox, tmp_path / "solutions")
        return found[0]

    return verdict


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0.5", 0.5),
        ("0", 0),
        ("1", 1),
        ("numpy.float64(0.5)", 0.5),
        ("numpy.array([0.5])", 0.5),
        ("torch.tensor(0.5)", 0.5),
        ("torch.tensor([0])", 0),
        ("torch.nn.Parameter(torch.tensor(0.25))", 0.25),
        ("fractions.Fraction(1, 4)", 0.25),
        ("fractions.Decimal('0.5')", 0.5),
        ("'0.5'", 0.5),
    ],
)
def test_a_number_at_the_end_of_a_test_is_partial_credit(valued, value, points):
    found = valued(value)
    assert (found.outcome, found.points) == ("passed" if points == 1 else "partly", points)


@pytest.mark.parametrize("value", ["None", "'well done'", "[0.5, 0.5]", "torch.tensor([0.2, 0.5])"])
def test_what_is_no_number_gives_full_points_as_in_nbgrader(valued, value):
    found = valued(value)
    assert (found.outcome, found.points) == ("passed", 1)


@pytest.mark.parametrize(
    "value",
    [
        *("7", "torch.tensor(7.0)", "-0.5", "float('nan')", "torch.tensor(torch.nan)"),
        *("True", "False", "numpy.bool_(True)", "torch.tensor(False)"),
    ],
)
def test_a_number_that_is_no_credit_is_an_error(valued, value):
    found = valued(value)
    assert (found.outcome, found.points) == ("error", 0)
    assert "expected points from 0 to 1" in found.message


def test_the_exercise_with_most_cells_in_common_is_chosen(tmp_path, solutions, verdicts):
    other = exercise(test_double="assert False, 'the test of another exercise'")
    for name in ("double", "triple", "test_triple"):
        cell_of(other, name).metadata.nbgrader.grade_id = f"other_{name}"
    save(other, solutions / "a_first" / "my copy.ipynb")
    assert points_of(verdicts(exercise())) == ALL_PASS


def unknown():
    notebook = exercise()
    for cell in notebook.cells[1:]:
        cell.metadata.nbgrader.grade_id += "_of_nobody"
    return nbformat.writes(notebook)


BAD = {
    "not there": (None, "can't read"),
    "a folder": (Path(), "no notebook of an exercise in"),
    "empty": ("", "is empty"),
    "broken JSON": ('{"cells": [', "is not a notebook"),
    "a list": ("[]", "is not a notebook"),
    "no cells": ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is not a notebook"),
    "strange cells": (
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"a": 1}]}),
        "is not a notebook",
    ),
    "of the future": ('{"nbformat": 9, "nbformat_minor": 0, "cells": []}', "is not a notebook"),
    "not text": (b"\xff\xfe\x00", "is not a notebook"),
    "no exercise": (nbformat.writes(new_notebook()), "has no nbgrader cells"),
    "unknown exercise": (unknown(), "belongs to no exercise"),
}


@pytest.mark.parametrize(("content", "complaint"), BAD.values(), ids=BAD)
def test_bad_input_gets_one_line_and_exit_code_2(tmp_path, solutions, capsys, content, complaint):
    path = tmp_path / "bad.ipynb"
    if isinstance(content, str):
        path.write_text(content, "utf-8")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.mkdir()
    assert main(["check", str(path), "--solutions", str(solutions)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert str(path) in shown.err
    assert complaint in shown.err


def test_a_folder_without_exercises_is_named(tmp_path, capsys):
    path = save(exercise(), tmp_path / "mine.ipynb")
    assert main(["check", str(path), "--solutions", str(tmp_path / "nowhere")]) == 2
    assert str(tmp_path / "nowhere") in capsys.readouterr().err


def test_each_verdict_is_reported_as_soon_as_it_is_known(tmp_path, solutions, sandbox):
    slow = exercise(triple=f"import time\n{TRIPLE.replace('return', 'time.sleep(1.5); return')}")
    path = save(slow, tmp_path / "mine.ipynb")
    told: list[tuple[str, float]] = []
    _, verdicts = check(
        path,
        sandbox,
        solutions,
        found=lambda name, tests: told.append((f"{name}: {' '.join(tests)}", time.monotonic())),
        fell=lambda verdict: told.append((verdict.name, time.monotonic())),
    )
    assert [name for name, _ in told] == [f"demo/multiples: {' '.join(ALL_PASS)}", *ALL_PASS]
    assert [verdict.name for verdict in verdicts] == list(ALL_PASS)
    assert told[-1][1] - told[-2][1] > 1.4  # the others were reported before the slow one


def test_a_folder_ends_in_one_table_in_the_courses_order(tmp_path, capsys, monkeypatch):
    solutions, mine = tmp_path / "solutions", tmp_path / "mine"
    for name in ("zeta/first", "alpha/second", "beta/third", "beta/fourth"):
        master = exercise()
        for cell in master.cells[1:]:
            cell.metadata.nbgrader.grade_id = f"{name[-2:]}_{cell.metadata.nbgrader.grade_id}"
        save(master, solutions / f"{name}.ipynb")
        if name == "alpha/second":
            cell_of(master, "triple").source = "def triple(x):\n    raise NotImplementedError"
            cell_of(master, "double").source = "def double(x):\n    return abs(2 * x)"
        if name != "beta/third":
            save(master, mine / f"{name}.ipynb")
    save(exercise(), mine / "strange.ipynb")
    save(exercise(), mine / ".ipynb_checkpoints" / "hidden.ipynb")
    (mine / "nbgrader_config.py").write_text('c = get_config()\nc.Course.order = ["zeta"]\n')
    monkeypatch.chdir(mine)
    assert main(["check", ".", "--solutions", str(solutions), "--workers", "2"]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "notebook           points  left to do",
        "zeta/first        6 /   6",
        "alpha/second      1 /   6  1 test to do; fails: nd_test_signs",
        "beta/fourth       6 /   6",
        "beta/third        0 /   6  no notebook",
        "total            13 /  24",
    ]
    assert "grader: strange.ipynb belongs to no exercise" in shown.err
    assert "hidden" not in shown.err
    assert "0/3" in shown.err  # the progress bar


def test_time_limit_and_stub_are_those_of_nbgrader_config():
    settings = Config()
    config = Path(__file__).parents[2] / "nbgrader_config.py"
    runpy.run_path(str(config), init_globals={"get_config": lambda: settings})
    assert settings.Execute.timeout == Limits().timeout
    assert repr(STUB) in settings.ClearSolutions.code_stub["python"].replace('"', "'")

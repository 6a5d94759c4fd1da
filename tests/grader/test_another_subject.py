"""A course in plain Python, with other folder names, is graded without loading torch."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader import guard
from grader.check import masters_in
from grader.guard import Needs, needs
from grader.sandbox import Sandbox
from tools.gradebooks import rows
from tools.notebooks import ROOT

ASSIGNMENT = "texts"
SETUP = "import string\nfrom collections import Counter\n\nletters = string.ascii_lowercase"
RIGHT = {
    "is_palindrome": "def is_palindrome(text):\n    return text == text[::-1]",
    "count": "def count(text):\n    return Counter(c for c in text if c in letters)",
    "bubble_sort": """def bubble_sort(items):
    for end in range(len(items), 1, -1):
        for i in range(end - 1):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]""",
    "compose": "def compose(f, g):\n    return lambda x: f(g(x))",
    "Stack": """class Stack:
    def __init__(self):
        self.items = []
    def push(self, item):
        self.items.append(item)
    def pop(self):
        return self.items.pop()""",
    "loaded": "import sys\nloaded = sorted({'torch', 'lossutil'} & set(sys.modules))",
}
WRONG = {
    "is_palindrome": "def is_palindrome(text):\n    return True",
    "count": "def count(text):\n    return Counter(text)",
    "bubble_sort": "def bubble_sort(items):\n    return sorted(items)",
    "compose": "def compose(f, g):\n    return lambda x: g(f(x))",
    "Stack": """class Stack:
    def __init__(self):
        self.items = []
    def push(self, item):
        self.items.append(item)
    def pop(self):
        return self.items.pop(0)""",
    "loaded": "raise NotImplementedError('not yet implemented')",
}
TESTS = {
    "is_palindrome": ("assert is_palindrome('abba')\nassert not is_palindrome('abc'), 'abc'", 1),
    "count": ("assert count('a-a b') == {'a': 2, 'b': 1}, 'count the letters only'", 2),
    "bubble_sort": (
        "items = [3, 1, 2]\nassert bubble_sort(items) is None\n"
        "assert items == [1, 2, 3], 'in place'",
        3,
    ),
    "compose": ("assert compose(lambda x: x + 1, lambda x: 2 * x)(5) == 11, 'g comes first'", 4),
    "Stack": (
        "s = Stack()\ns.push(1)\ns.push((2, {3}))\nassert s.pop() == (2, {3}), 'the last'",
        5,
    ),
    "loaded": (
        "import sys\nassert loaded == []\nassert not {'torch', 'lossutil'} & set(sys.modules)",
        6,
    ),
}
NOTEBOOKS = {"words": ["is_palindrome", "count"], "algorithms": list(TESTS)[2:]}
POINTS = {name: points for name, (_, points) in TESTS.items()}
EARNED = {
    "right": POINTS,
    "wrong": dict.fromkeys(TESTS, 0),
    "untouched": dict.fromkeys(TESTS, 0),
}


def cell(name: str, source: str, points: int | None = None, locked: bool = False):
    metadata = {"grade_id": name, "schema_version": 3, "task": False, "locked": points is not None}
    metadata |= {"solution": points is None and not locked, "grade": points is not None}
    metadata |= {"locked": True} if locked else {}
    metadata |= {} if points is None else {"points": points}
    return new_code_cell(source, metadata={"nbgrader": metadata}, id=name)


def notebook(name: str, answers: dict[str, str], tags: bool = False):
    """Return a notebook with these answers; for a master, with the tags of its solutions."""
    cells = [cell("setup", SETUP, locked=True)]
    for function in NOTEBOOKS[name]:
        source = f"### BEGIN SOLUTION\n{answers[function]}\n### END SOLUTION"
        cells.append(cell(function, source if tags else answers[function]))
        test, points = TESTS[function]
        cells.append(cell(f"test_{function}", test, points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def run(folder: Path, *words: str, code: int = 0) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader runs alembic
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def save(found, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(found, path)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Path:
    """A course as nbgrader creates it, with only the grader of this repository."""
    folder = tmp_path_factory.mktemp("another")
    settings = "c = get_config()\nc.CourseDirectory.course_id = 'texts'\n"
    (folder / "nbgrader_config.py").write_text(settings)
    for name in NOTEBOOKS:
        save(notebook(name, RIGHT, tags=True), folder / f"source/{ASSIGNMENT}/{name}.ipynb")
    run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
    for student, answers in (("right", RIGHT), ("wrong", WRONG)):
        for name in NOTEBOOKS:
            path = folder / f"submitted/{student}/{ASSIGNMENT}/{name}.ipynb"
            save(notebook(name, answers), path)
    release = folder / "release" / ASSIGNMENT
    for path in release.glob("*.ipynb"):
        save(nbformat.read(path, 4), folder / "submitted/untouched" / ASSIGNMENT / path.name)
    return folder


def test_a_class_of_another_subject_gets_its_points(course):
    said = run(course, "grader", "autograde", ASSIGNMENT, "--workers", "1")
    assert "3 graded, 0 unchanged, 0 not stored" in said
    earned: dict[str, dict[str, float]] = {}
    for student, name, points, *_ in rows(course):
        earned.setdefault(student, {})[name.removeprefix("test_")] = points
    assert earned == EARNED


@pytest.mark.parametrize("name", EARNED)
def test_a_check_in_another_course_gives_the_same_points(course, name):
    check_all(course, name)


def check_all(course: Path, student: str) -> None:
    folder = f"submitted/{student}/{ASSIGNMENT}"
    for name, functions in NOTEBOOKS.items():
        want = {f"test_{function}": EARNED[student][function] for function in functions}
        code = int(sum(want.values()) < sum(POINTS[function] for function in functions))
        said = run(course, "grader", "check", f"{folder}/{name}.ipynb", code=code)
        found = re.findall(r"^(test_\w+) .*?(\d+) / *\d+$", said, re.M)
        assert {test: float(points) for test, points in found} == want


def test_nothing_of_the_grader_names_this_course():
    words = re.compile(r"lossutil|losses|\bsolutions/|\bexercises/|cross_entropy")
    sources = sorted(ROOT.glob("grader/**/*.py"))
    told = {path: words.findall(path.read_text("utf-8")) for path in sources}
    assert len(told) > 20
    assert {path: found for path, found in told.items() if found} == {}


# --- What an exercise needs ----------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*/*.ipynb")), ids=lambda p: p.stem)
def test_each_exercise_of_this_course_has_its_guard_and_tensors(path):
    found = needs([nbformat.read(path, 4)])
    assert found.guard == "lossutil.grader_guard"
    assert found.tensors


@pytest.mark.parametrize("source", ["import lossutil", "from lossutil.checks import by_hand as b"])
def test_a_package_with_a_guard_is_found_in_each_kind_of_import(source):
    assert needs([new_notebook(cells=[new_code_cell(source)])]).guard == "lossutil.grader_guard"


@pytest.mark.parametrize(
    "source", ["import math", "lossutil = 1", "# import lossutil", "import (", ""]
)
def test_without_such_an_import_there_is_no_guard(source):
    assert needs([new_notebook(cells=[new_code_cell(source)])]).guard == ""


GUARD = """
ERRORS = {}
_refused = []

class Forbidden(Exception):
    pass

ERRORS["Forbidden"] = Forbidden

class no:
    def __init__(self, *names): self.names = names
    def __enter__(self): _refused.extend(self.names)
    def __exit__(self, *error): _refused.clear()

def warm_up(): pass
def announced(cells): return ["sorted"]
def in_force(): return sorted(_refused), "a loop"
def in_source(path, refused): return False
def error(own, typed, library, instead): return Forbidden(f"{typed}; use {instead}")

def install(names, switch):
    import builtins, mmap, os
    memory = mmap.mmap(switch, len(names) + 1, prot=mmap.PROT_READ)
    os.close(switch)
    original = builtins.sorted
    def gate(*args, **kwargs):
        if memory[names.index("sorted")]:
            raise RuntimeError("gate: sorted")
        return original(*args, **kwargs)
    builtins.sorted = gate

def refusal(error, instead):
    return Forbidden(f"sorted is refused; use {instead}") if "gate:" in str(error) else None
"""


def test_a_guard_of_a_few_lines_acts_in_both_processes(tmp_path, monkeypatch, bubblewrap):
    package = tmp_path / "sorting"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "grader_guard.py").write_text(GUARD)
    monkeypatch.syspath_prepend(tmp_path)
    found = needs([new_notebook(cells=[new_code_cell("from sorting import grader_guard")])])
    assert found == Needs(frozenset({"sorting"}), "sorting.grader_guard")
    plugin = importlib.import_module(found.guard)
    with Sandbox(found) as sandbox, sandbox.session(["sorted"]) as peer:
        peer.ask("run", "def f(x): return sorted(x)")
        (f,) = peer.ask("look", "f")
        assert f([2, 1]) == [1, 2]
        with plugin.no("sorted"), pytest.raises(plugin.Forbidden) as caught:
            f([2, 1])
        assert str(caught.value) == "sorted is refused; use a loop"
        assert f([2, 1]) == [1, 2]
    guard.load.cache_clear()


# --- Values without tensors ----------------------------------------------------------------------


@pytest.fixture
def define(bubblewrap):
    with Sandbox() as sandbox, sandbox.session() as peer:

        def named(source: str, name: str = "f"):
            told = peer.ask("run", source)
            assert not told["errors"], told["errors"]
            return peer.ask("look", name)[0]

        yield named


def test_plain_values_are_sent_and_changed_in_place(define):
    f = define("def f(*args, **kwargs): return [args, kwargs]")
    values: tuple[Any, ...]
    values = (None, True, 3, -2.5, "‖", [1, [2]], (1, (2,)), {"a": {1, 2}}, frozenset({3}), [], {})
    assert f(*values, key=values) == [values, {"key": values}]
    change = define("def f(a, b, c, d): a.append(1); b['x'] = [2]; c.discard(3); d[0].sort()")
    a: list[int] = []
    b, c, d = {"y": 1}, {3, 4}, [[2, 1]]
    assert change(a, b, c, d=d) is None
    assert (a, b, c, d) == ([1], {"y": 1, "x": [2]}, {4}, [[1, 2]])


def test_functions_objects_and_errors_are_sent_without_tensors(define):
    f = define("def f(g, x): return lambda y: g(x) + y")
    assert f(lambda x: 10 * x, 2)(1) == 21
    raises = define("class Own(KeyError): pass\ndef f(): raise Own('k')")
    with pytest.raises(KeyError, match="Own: 'k'"):
        raises()


def test_a_tensor_without_the_tensor_codec_is_a_remote_object(define):
    f = define("import torch\ndef f(): return torch.ones(2)")
    assert "sandbox" in repr(f())
    assert f().sum().item() == 2


# --- Where the masters are -----------------------------------------------------------------------


def test_a_master_is_a_file_or_lies_in_a_folder(course):
    (one, *_) = both = masters_in(course / "source")
    assert {path.stem for path in both} == set(NOTEBOOKS)
    assert masters_in(course / "source" / ASSIGNMENT) == both
    assert masters_in(one) == [one]


def test_without_any_master_a_sentence_says_what_to_do(course, tmp_path):
    path = f"{course}/submitted/right/{ASSIGNMENT}/words.ipynb"
    line = [sys.executable, "-m", "grader", "check", path]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "grader: no master notebook in source; run the check in the course's folder, or name the "
        "master, or the folder of the masters: --master PATH"
    )

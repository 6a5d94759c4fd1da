"""The limits are defined in one place, and enforced wherever a submission is graded."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.coursedir import CourseDirectory

from grader import GraderError
from grader.__main__ import main
from grader.course import batch
from grader.limits import G, K, Limits, M, shown
from grader.sandbox import Sandbox
from grader.submission.grading import grade
from grader.submission.judge import PIECE
from grader.submission.task import Graded, Task
from grader.workers.worker import Worker
from tools import attacks, limits
from tools.notebooks import ROOT

LIMITS = {limit.name: limit for limit in fields(Limits)}
STUDENTS = ROOT / "chapters" / "0-start" / "students.md"


# --- The table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_a_limit_has_a_unit_a_meaning_and_a_range(limit):
    about = limit.metadata
    assert about["unit"]
    assert about["meaning"]
    assert about["least"] <= limit.default <= about["most"]
    assert about["least"] < about["most"]


def test_the_instructors_page_has_the_table_of_today():
    assert limits.PAGE.read_text("utf-8") == limits.page()


def test_the_numbers_in_the_prose_are_those_of_the_table():
    size, seconds = shown(LIMITS["beside"], Limits.beside), shown(LIMITS["timeout"], Limits.timeout)
    students, instructors = STUDENTS.read_text("utf-8"), limits.PAGE.read_text("utf-8")
    assert re.findall(r"up to (\d+ MiB)", students + instructors) == [size, size]
    assert re.findall(r"longer than (\d+ seconds)|limit is (\d+ seconds)", students) == [
        (seconds, ""),
        ("", seconds),
    ]


@pytest.mark.parametrize("name", ["max_file_size", "max_dir_size"])
def test_a_setting_of_nbgraders_has_nbgraders_default(name):
    assert LIMITS[name].default == CourseDirectory.class_traits()[name].default_value


# --- Setting a limit -----------------------------------------------------------------------------

GOOD: dict[str, list[tuple[Any, int]]] = {
    "memory": [("4G", 4 * G), ("512m", 512 * M), ("300MiB", 300 * M), (G, G), ("1_0G", 10 * G)],
    "timeout": [("5", 5), (7, 7)],
    "max_file_size": [("5000", 5000), (1, 1), ("125K", 128)],
    "beside": [("0", 0)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "number"), [(name, *pair) for name, pairs in GOOD.items() for pair in pairs]
)
def test_a_good_value_is_read_from_both_places(name, value, number):
    group = LIMITS[name].metadata["group"]
    assert getattr(Limits.of({group: {name: value}}), name) == number
    before = {group: {name: LIMITS[name].default}}
    assert getattr(Limits.of(before, [f"{name}={value}"]), name) == number


BAD: dict[str, list[Any]] = {
    "memory": ["4", "4X", "", "2T", "-1G", "G", "1.5G", True, None, [4], float("nan"), "4 G B"],
    "timeout": ["0", 0, "5K", "100000", 0.5, "5s", -1, None],
    "max_file_size": ["-1", "100G"],
    "processes": ["5000"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_bad_value_is_refused_with_the_range(name, value):
    limit = LIMITS[name]
    span = re.escape(shown(limit, limit.metadata["most"]))
    with pytest.raises(GraderError, match=rf"c\.{limit.metadata['group']}\.{name} .*to {span}"):
        Limits.of({limit.metadata["group"]: {name: value}})
    with pytest.raises(GraderError, match=r"--limit"):
        Limits.of({}, [f"{name}={value}"])


@pytest.mark.parametrize("words", ["memroy=4G", "memory", "=4G", "Sandbox.memory=4G"])
def test_a_limit_that_is_not_known_is_refused_with_the_names(words):
    with pytest.raises(GraderError, match=r"expected NAME=VALUE, NAME one of timeout, memory,"):
        Limits.of({}, [words])


def test_a_misspelled_setting_is_refused_with_the_names():
    with pytest.raises(GraderError, match=r"c\.Sandbox\.memroy is no limit; expected cpu, disk,"):
        Limits.of({"Sandbox": {"memroy": "4G"}})
    Limits.of({"Execute": {"startup_timeout": 5}, "CourseDirectory": {"root": "."}})  # nbgrader's


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A folder with a course's settings."""
    monkeypatch.chdir(tmp_path)
    line = "c = get_config()\nc.Sandbox.memory = '300M'\nc.Execute.timeout = 9\n"
    (tmp_path / "nbgrader_config.py").write_text(line)
    return tmp_path


def test_the_command_prints_what_holds_in_this_folder(folder, capsys):
    assert main(["limits", "--limit", "timeout=7"]) == 0
    rows = dict(re.findall(r"^(\S+) +(\S+ \S+)", capsys.readouterr().out, re.M))
    assert rows["Sandbox.memory"] == "300 MiB"
    assert rows["Execute.timeout"] == "7 seconds"
    assert rows["Sandbox.disk"] == "64 MiB"
    assert len(rows) == len(LIMITS)


@pytest.mark.parametrize("command", [["limits"], ["check", "a.ipynb"], ["autograde", "demo"]])
def test_a_command_refuses_a_bad_limit_in_one_line(folder, capsys, command):
    assert main([*command, "--limit", "memory=1K"]) == 2
    assert capsys.readouterr().err == (
        "grader: --limit memory=1K: expected 128 MiB to 1 TiB, such as 2G\n"
    )


def test_the_command_line_overrides_the_course_s_settings(folder):
    assert batch.Course.here("demo").limits == Limits(memory=300 * M, timeout=9)
    given = batch.Course.here("demo", ["memory=400M"]).limits
    assert given == Limits(memory=400 * M, timeout=9)


def test_only_what_a_verdict_depends_on_is_in_its_fingerprint():
    def mark(**changed: int) -> str:
        return batch.fingerprint(Task({}, {}, limits=Limits(**changed)))

    assert mark(tries=2, ahead=1, deaths=1, slack=1, connect=1) == mark()
    others = [limit for limit in LIMITS.values() if limit.metadata["group"] != "Batch"]
    marks = {mark(**{limit.name: getattr(Limits(), limit.name) + 1}) for limit in others}
    assert len(marks | {mark()}) == len(others) + 1


# --- What is enforced ----------------------------------------------------------------------------

SMALL = Limits(memory=256 * M, processes=8, timeout=20, printed=100, disk=2 * M)
HOLD = """def double(x):
    import time
    kept = {kept}
    time.sleep(0.5)
    return 2 * x"""
CHILDREN = """import os, time
def double(x):
    children = []
    for _ in range({count}):
        children.append(os.fork())
        if not children[-1]:
            kept = b"a" * {size}
            time.sleep(0.8)
            os._exit(0)
    for child in children:
        os.waitpid(child, 0)
    return 2 * x"""
SHARED = """import mmap
def shared():
    m = mmap.mmap(-1, {size})
    for i in range(0, {size}, 4096): m[i] = 1
    return m
"""


def graded(sandbox: Sandbox, answer: str, limits: Limits = SMALL) -> dict[str, tuple[str, str]]:
    """Return outcome and message of each test of the attacks' exercise with an answer to double."""
    notebook = nbformat.writes(attacks.notebook(attacks.RIGHT | {"double": answer})).encode()
    masters = {attacks.NOTEBOOK: nbformat.writes(attacks.master())}
    return outcomes(grade(Task(masters, {attacks.NOTEBOOK: notebook}, limits=limits), sandbox))


def outcomes(results: dict[str, Graded]) -> dict[str, tuple[str, str]]:
    return {v["name"]: (v["outcome"], v["message"]) for v in results[attacks.NOTEBOOK].verdicts}


def of_memory(share: float) -> int:
    return int(share * SMALL.memory)


HELD = {
    "bytes": lambda share: HOLD.format(kept=f'b"a" * {of_memory(share)}'),
    "a tensor": lambda share: HOLD.format(kept=f"torch.ones({of_memory(share) // 4})"),
    "an array": lambda share: HOLD.format(
        kept=f"__import__('numpy').ones({of_memory(share) // 8})"
    ),
    "two children": lambda share: CHILDREN.format(count=2, size=of_memory(share / 2)),
    "shared memory": lambda share: (
        SHARED.format(size=of_memory(share)) + HOLD.format(kept="shared()")
    ),
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
def test_memory_a_little_under_passes_and_a_little_over_does_not(sandbox, held):
    name = "test_double"
    assert graded(sandbox, held(0.9))[name] == ("passed", "")
    assert graded(sandbox, held(1.1))[name] == ("memory", "it used too much memory")


def test_memory_used_before_the_first_cell_does_not_count(sandbox):
    least = dataclasses.replace(SMALL, memory=LIMITS["memory"].metadata["least"])
    assert {outcome for outcome, _ in graded(sandbox, attacks.RIGHT["double"], least).values()} == {
        "passed"
    }


def test_processes_up_to_the_limit_pass_and_one_more_does_not(sandbox):
    name = "test_double"
    own = 1  # the process that runs the cells
    fits = CHILDREN.format(count=SMALL.processes - own, size=1)
    assert graded(sandbox, fits)[name] == ("passed", "")
    more = CHILDREN.format(count=SMALL.processes - own + 1, size=1)
    assert graded(sandbox, more)[name] == ("processes", "it started too many processes")


STORM = """
import os, time
f = 0
try:
    for _ in range(400):
        if not os.fork():
            time.sleep(1.5)
            os._exit(0)
        f += 1
except OSError:
    pass
"""


def test_many_processes_are_limited_before_they_are_counted(sandbox):
    maximum = Path("/proc/sys/kernel/pid_max").read_text()
    with sandbox.session(limits=SMALL) as peer:
        peer.while_waiting = lambda: None
        assert not peer.ask("run", STORM)["errors"]
        (started,) = peer.ask("look", "f")
    of_its_own = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) >= (6, 14)
    assert started <= 300 if of_its_own else started > 0
    assert Path("/proc/sys/kernel/pid_max").read_text() == maximum


def test_files_up_to_the_limit_can_be_written_and_not_more(sandbox):
    write = "def double(x):\n    open('f', 'wb').write(bytes({size}))\n    return 2 * x"
    assert graded(sandbox, write.format(size=SMALL.disk * 9 // 10))["test_double"][0] == "passed"
    assert graded(sandbox, write.format(size=SMALL.disk * 11 // 10))["test_double"][0] != "passed"


def test_what_is_printed_is_kept_up_to_the_limit(sandbox):
    with sandbox.session(limits=SMALL) as peer:
        told = peer.ask("run", "print('x' * 1000)")
    assert told["printed"] == "x" * SMALL.printed + "\n… (more was printed)"


def test_a_call_carries_up_to_the_limit_and_not_more(sandbox):
    with sandbox.session(limits=Limits(numbers=M, structure=M)) as peer:
        peer.ask("run", "import torch\ndef f(n): return torch.zeros(n)\ndef g(n): return 'x' * n")
        (numbers,), (text,) = peer.ask("look", "f"), peer.ask("look", "g")
        assert numbers(M // 5).numel() == M // 5
        assert len(text(M - K)) == M - K
        for function, size in ((numbers, M // 4 + 1), (text, M)):
            with pytest.raises(Exception, match="too large to travel"):
                function(size)


# --- Where a submission is graded ----------------------------------------------------------------


def test_a_worker_has_the_limits_of_the_task_and_not_its_own(worker: Worker):
    masters = {attacks.NOTEBOOK: nbformat.writes(attacks.master())}
    answer = HOLD.format(kept=f'b"a" * {of_memory(1.1)}')
    notebook = nbformat.writes(attacks.notebook(attacks.RIGHT | {"double": answer})).encode()
    found = []
    for given in (SMALL, Limits(timeout=20), SMALL):
        task = Task(masters, {attacks.NOTEBOOK: notebook}, limits=given)
        found.append(outcomes(worker.grade(task))["test_double"][0])
    assert found == ["memory", "passed", "memory"]


@pytest.fixture(scope="module")
def course(tmp_path_factory, bubblewrap) -> Path:
    """A course with one submission that holds 300 MB and then sleeps for more than a second."""
    folder = attacks.course_folder(tmp_path_factory.mktemp("course"))
    answer = "import time\n" + HOLD.format(kept='b"a" * 300_000_000').replace("0.5", "1.5")
    notebook = attacks.notebook(attacks.RIGHT | {"double": answer})
    place = folder / "submitted" / "eva" / attacks.ASSIGNMENT
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{attacks.NOTEBOOK}.ipynb")
    return folder


def outcome(folder: Path, *words: str) -> str:
    """Autograde the course with the real command, and return what it says of test_double."""
    line = [sys.executable, "-m", "grader", "autograde", attacks.ASSIGNMENT, "--student", "eva"]
    line += ["--workers", "1", *words]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    path = folder / "autograded" / "eva" / attacks.ASSIGNMENT / batch.VERDICTS
    (verdict,) = re.findall(r'"name": "test_double",\s+"outcome": "(.+?)"', path.read_text())
    return verdict


def test_a_batch_has_the_limits_of_settings_and_command_line(course):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.Sandbox.memory = '256M'\n")
    assert outcome(course) == "memory"
    assert outcome(course, "--limit", "memory=1G") == "passed"
    assert outcome(course, "--limit", "memory=1G", "--limit", "timeout=1") == "time"


def test_a_check_has_the_limits_of_the_command_line(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    notebook = f"submitted/eva/{attacks.ASSIGNMENT}/{attacks.NOTEBOOK}.ipynb"
    line = ["check", notebook, "--solutions", "solutions"]
    assert main([*line, "--limit", "memory=1G"]) == 0
    assert main([*line, "--limit", "memory=1G", "--limit", "timeout=1"]) == 1
    assert "it took longer than 1 s" in capsys.readouterr().out


# --- No limits elsewhere -------------------------------------------------------------------------

NO_LIMITS = {
    "access.READ, WRITE, ENTER": "bits of a file's mode",
    "check.MOST_NAMED": "how many tests a line of the table names",
    "collect.DEEPEST": "how deep platforms nest their archives",
    "judge.PIECE": "less than the least that a call may have",
    "session._NEW_MOUNTS, _NEW_IPC, _NEW_PIDS": "the kernel's flags",
    "session._NO_SUID_NO_DEV, _BIND": "the kernel's flags",
    "session._PR_SET_PDEATHSIG, _PR_SET_DUMPABLE": "the kernel's numbers",
    "session._LEAST_PID_MAX": "the least that the kernel takes",
    "session._ORDER_BUFFER": "room for one order; both ends are the grader's",
    "tensors._ALIGNED": "how numbers lie in a message",
    "calls.CHUNK": "how much is received at once, at least",
    "fork_server._PR_SET_PDEATHSIG": "the kernel's number",
}
"""Numbers that stand under a name outside of grader/limits.py, and what they are."""
LARGE = 1000
NO_LIMITS_INSIDE = {
    ("session", 0x20080522): "the version of the kernel's interface",
    ("batch", 2000): "the year of a day that completes a time without one",
    ("batch", 2001): "the year of another such day",
    ("collect", 1000): "bytes in one of nbgrader's kilobytes",
    ("calls", 1000): "names that a function reaches, for messages",
    ("sandbox", 2000): "how much of bubblewrap's own complaint is shown",
    ("sandbox", 4096): "room for one word; both ends are the grader's",
}
"""Large numbers inside of functions, and what they are."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "grader").rglob("*.py")):
        if path.stem != "limits":
            yield path.stem, ast.parse(path.read_text("utf-8"))


def number(node: ast.expr) -> float | None:
    """Return the value of an expression of numbers only."""
    kinds = (ast.BinOp, ast.UnaryOp, ast.Tuple, ast.operator, ast.unaryop, ast.expr_context)
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, int | float):
            continue
        if not isinstance(part, kinds):
            return None
    value = eval(compile(ast.Expression(node), "<number>", "eval"))
    return max(value) if isinstance(value, tuple) else value


def test_no_number_under_a_name_outside_of_the_table_is_a_limit():
    found = {
        f"{name}.{ast.unparse(statement.targets[0]).strip('()')}"
        for name, tree in sources()
        for statement in tree.body
        if isinstance(statement, ast.Assign) and number(statement.value) is not None
    }
    assert found == NO_LIMITS.keys()
    assert LIMITS["structure"].metadata["least"] > 4 * PIECE / 3 + K


def test_no_large_number_inside_a_function_is_a_limit():
    found = {
        (name, number(node))
        for name, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.BinOp | ast.Constant) and (number(node) or 0) >= LARGE
    }
    assert found == NO_LIMITS_INSIDE.keys()

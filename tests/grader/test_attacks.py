"""Attacks of the bank gain no points and do no harm; honest oddities lose no points."""

from __future__ import annotations

import ast
import contextlib
import json
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from grader.guard import needs
from grader.sandbox import Sandbox
from tools import attacks
from tools.answers import warm_up
from tools.attacks import POSSIBLE, TESTS, Entry, Places
from tools.notebooks import ROOT


@pytest.fixture(scope="module")
def own_sandbox(bubblewrap: str) -> Iterator[Sandbox]:
    """A sandbox in which every entry of the bank runs in a separate session."""
    torch.set_num_threads(1)
    with Sandbox(needs([attacks.master()])) as warm:
        yield warm


@pytest.fixture(scope="module")
def visited() -> Iterator[tuple[int, list[object]]]:
    with attacks.listening() as port_and_visitors:
        yield port_and_visitors


@pytest.fixture(scope="module")
def places(tmp_path_factory, visited) -> Places:
    """A course with a gradebook, a file that must not change, and a port that must stay unused."""
    course = attacks.course_folder(tmp_path_factory.mktemp("course"))
    canary = tmp_path_factory.mktemp("canary")
    (canary / "file").write_text("unharmed")
    return Places(course, canary, visited[0])


def contents(places: Places) -> dict[str, bytes]:
    folders = (places.course, places.canary)
    return {str(p): p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}


# Messages that show that an attack reached its guard, although it is too small to do harm.
MEETS = {
    "cells/endless_cell": "it took longer than 5 s",
    "cells/endless_loop": "it took longer than 5 s",
    "cells/endless_loop_that_holds": "it took longer than 5 s",
    "cells/fill_the_disk": "File too large",
    "cells/flood_of_output": "more was printed",
    "cells/fork_bomb": "it used too much memory|it started too many processes",
    "cells/memory_bomb": "DefaultCPUAllocator|it used too much memory",
    "cells/memory_bomb_in_children": "it used too much memory",
    "answers/oversized_return": "too large to travel",
    "edits/huge_file": "at most 10,485,760 are read",
}


@pytest.mark.parametrize("entry", attacks.bank(), ids=lambda entry: entry.name)
def test_an_attack_gains_nothing_and_an_oddity_costs_nothing(
    entry: Entry, own_sandbox: Sandbox, places: Places, visited: tuple[int, list[object]]
) -> None:
    before = contents(places)
    graded = attacks.grade_here(entry, own_sandbox, places)
    assert [verdict["name"] for verdict in graded.verdicts] == list(TESTS)
    assert attacks.points_of(graded) == (POSSIBLE if entry.honest else 0), graded.verdicts
    assert all(v["message"] for v in graded.verdicts if v["outcome"] != "passed")
    assert re.search(MEETS.get(entry.name, ""), f"{graded.notebook} {graded.notes}")
    assert contents(places) == before
    assert not visited[1]


def run_as_a_notebook(files: dict[str, bytes], folder: Path, told: Connection) -> None:
    """Run every cell in a shell, in the folder of the files; return the errors of test cells."""
    os.chdir(folder)
    sys.path.insert(0, "")
    sys.modules.pop("tools", None)  # this repository's package, which a notebook cannot import
    (name,) = [name for name in files if "." not in name]
    for beside in files.keys() - {name}:
        Path(beside).parent.mkdir(exist_ok=True)
        Path(beside).write_bytes(files[beside])
    shell = InteractiveShell.instance()
    failed = {}
    for cell in json.loads(files[name])["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]))
            if "points" in cell["metadata"].get("nbgrader", {}) and not result.success:
                failed[cell["metadata"]["nbgrader"]["grade_id"]] = repr(result.error_in_exec)
    told.send(failed)
    os._exit(0)


# Without its first cell a notebook fails; the grader restores the cell.
GREEN = [e for e in attacks.bank() if e.honest and e.name != "edits/deleted_setup"]


@pytest.mark.parametrize("entry", GREEN, ids=lambda entry: entry.name)
def test_an_oddity_that_costs_nothing_is_green_in_a_notebook(
    entry: Entry, places: Places, tmp_path: Path
) -> None:
    warm_up()
    files = entry.files(places)
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=run_as_a_notebook, args=(files, tmp_path, theirs)
    )
    child.start()
    theirs.close()
    try:
        assert ours.poll(30)
        assert ours.recv() == {}
    finally:
        child.kill()
        child.join()


def test_the_bank_has_sixty_honest_oddities() -> None:
    assert len(list((attacks.BANK / "honest").glob("*.txt"))) >= 60


def test_the_instructors_page_shows_every_entry_and_what_it_gets() -> None:
    page = (ROOT / "chapters" / "0-start" / "instructors.md").read_text("utf-8")
    shown = dict(re.findall(r"^\| ([^|]+) \| (\d+) \|$", page, re.M))
    expected = {e.sentence: str(POSSIBLE if e.honest else 0) for e in attacks.bank()}
    assert {sentence: shown.get(sentence) for sentence in expected} == expected


def handing_in(files: dict[str, bytes]) -> Entry:
    return Entry("plain", "", False, lambda places: files)


def test_wrong_answers_get_no_points_and_right_ones_all(
    own_sandbox: Sandbox, places: Places
) -> None:
    for answers, points in ((attacks.WRONG, 0), (attacks.RIGHT, POSSIBLE)):
        files = {attacks.NOTEBOOK: attacks._bytes(attacks.notebook(answers))}
        plain = handing_in(files)
        assert attacks.points_of(attacks.grade_here(plain, own_sandbox, places)) == points


def test_after_the_whole_bank_nothing_is_left_running(own_sandbox: Sandbox) -> None:
    assert own_sandbox.process
    bubble = psutil.Process(own_sandbox.process.pid)
    end = time.monotonic() + 20
    while len(inside := bubble.children(recursive=True)) > 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert [process.name() for process in inside] == ["bwrap", "python"]


# --- Harmless where a guard fails -----------------------------------------------------------------

MOST_SECONDS = 30
MOST_PROCESSES = 100
MOST_BYTES_TAKEN = 10**9
ENTRIES = sorted(attacks.BANK.glob("*/*.txt"))


def code_of(text: str) -> list[ast.Module]:
    """Return an entry's code, and that in its longer strings: cells of magics, and programs."""
    plain = re.sub(r"^(\s*)[%!].*$", r"\1pass", text.replace("@PORT@", "9"), flags=re.M)
    try:
        found = [ast.parse(plain)]
    except SyntaxError:  # an honest mistake, or a cell with a magic
        return [ast.parse("")]
    for node in ast.walk(found[0]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            with contextlib.suppress(SyntaxError):
                found.append(ast.parse(node.value))
    return found


def complaints(text: str) -> list[str]:
    """Return the parts of an entry that would do harm if no guard stops them."""
    found = []
    forks = text.count("fork()")
    for node in (node for tree in code_of(text) for node in ast.walk(tree)):
        match node:
            case ast.While(test=ast.Constant()):
                found.append("a loop has no end")
            case ast.Assign(
                targets=[ast.Name(id="end")],
                value=ast.BinOp(right=ast.Constant(int() | float() as n)),
            ):
                if n > MOST_SECONDS:
                    found.append(f"{n} seconds are too many")
            case ast.Call(
                func=ast.Attribute(attr="sleep"), args=[ast.Constant(int() | float() as n)]
            ):
                if n > MOST_SECONDS:
                    found.append(f"{n} seconds are too many")
            case ast.For(iter=ast.Call(func=ast.Name(id="range"), args=[ast.Constant(int() as n)])):
                inside = ast.unparse(node).count("fork()")
                forks -= inside
                if inside and n > MOST_PROCESSES:
                    found.append(f"{n} processes are too many")
            case ast.Constant(value=int() as n) if n > MOST_BYTES_TAKEN:
                found.append(f"{n} is too large")
            case ast.Constant(value=str() as path) if path.startswith(("/", "~")):
                if path not in ("/proc/1/comm",):
                    found.append(f"{path} is no temporary folder")
            case ast.Call(func=ast.Attribute(attr="kill" | "killpg")):
                if "if alone and" not in text:
                    found.append("processes of others could be killed")
            case ast.Attribute(attr="expanduser" | "home" | "rmtree" | "system"):
                if "@CANARY@" not in text and "@COURSE@" not in text:
                    found.append("it reaches out of a temporary folder")
            case ast.Attribute(value=ast.Name(id="itertools"), attr="count" | "cycle" | "repeat"):
                found.append("a loop has no end")
            case _:
                pass
    one_fork = len(re.findall(r"^if os\.fork\(\) == 0:$", text, re.M))
    if forks > one_fork:
        found.append("processes are not counted")
    return found


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_entry_of_the_bank_is_harmless_by_itself(path: Path) -> None:
    assert complaints(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    pass",
        'get_ipython().run_cell_magic("time", "", """\nwhile 1:\n    pass\n""")',
        "end = time.monotonic() + 300\nwhile time.monotonic() < end:\n    pass",
        "time.sleep(3600)",
        "while more():\n    os.fork()",
        "for _ in range(1000):\n    os.fork()",
        "kept = bytearray(8_000_000_000)",
        'open("/tmp/planted", "w")',
        'Path("~/x").expanduser()',
        "os.kill(1, 9)",
        "for n in itertools.count():\n    pass",
    ],
)
def test_a_harmful_entry_is_found(text: str) -> None:
    assert complaints(text)


def test_no_entry_hands_in_many_bytes(places: Places) -> None:
    for entry in attacks.bank():
        assert sum(map(len, entry.files(places).values())) < 12_000_000


def test_the_attack_with_many_processes_ends_by_itself(tmp_path: Path) -> None:
    """Run it unchanged, without a sandbox."""
    storm = (attacks.BANK / "cells" / "fork_bomb.txt").read_text("utf-8").replace("(10)", "(1)")
    assert storm.count("sleep(1)") == 2
    program = psutil.Popen([sys.executable, "-c", storm], cwd=tmp_path, process_group=0)
    most, end = 0, time.monotonic() + 60
    while program.poll() is None and time.monotonic() < end:
        with contextlib.suppress(psutil.Error):
            most = max(most, len(program.children(recursive=True)))
    assert program.wait(10) == 0
    time.sleep(2)
    group = [p for p in psutil.process_iter() if os_group(p.pid) == program.pid]
    assert [p for p in group if p.status() != psutil.STATUS_ZOMBIE] == []
    assert 0 < most <= 80


def os_group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None

"""The bank of attacks gains nothing and harms nothing; honest oddities cost nothing."""

from __future__ import annotations

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
    """A sandbox in which every entry of the bank has a session of its own."""
    torch.set_num_threads(1)
    with Sandbox(needs([attacks.master()])) as warm:
        yield warm


@pytest.fixture(scope="module")
def visited() -> Iterator[tuple[int, list[object]]]:
    with attacks.listening() as port_and_visitors:
        yield port_and_visitors


@pytest.fixture(scope="module")
def places(tmp_path_factory, visited) -> Places:
    """A course with a gradebook, a file that must stay as it is, and a port that nobody calls."""
    course = attacks.course_folder(tmp_path_factory.mktemp("course"))
    canary = tmp_path_factory.mktemp("canary")
    (canary / "file").write_text("unharmed")
    return Places(course, canary, visited[0])


def contents(places: Places) -> dict[str, bytes]:
    folders = (places.course, places.canary)
    return {str(p): p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file()}


@pytest.mark.parametrize("entry", attacks.bank(), ids=lambda entry: entry.name)
def test_an_attack_gains_nothing_and_an_oddity_costs_nothing(
    entry: Entry, own_sandbox: Sandbox, places: Places, visited: tuple[int, list[object]]
) -> None:
    before = contents(places)
    graded = attacks.grade_here(entry, own_sandbox, places)
    assert [verdict["name"] for verdict in graded.verdicts] == list(TESTS)
    assert attacks.points_of(graded) == (POSSIBLE if entry.honest else 0), graded.verdicts
    assert all(v["message"] for v in graded.verdicts if v["outcome"] != "passed")
    assert contents(places) == before
    assert not visited[1]


def run_as_a_notebook(files: dict[str, bytes], folder: Path, told: Connection) -> None:
    """Run every cell in a shell, in the folder of the files; tell what failed in test cells."""
    os.chdir(folder)
    sys.path.insert(0, "")
    sys.modules.pop("tools", None)  # this course's, which a notebook does not know
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


# Without its first cell a notebook is not green; the grader puts the cell back.
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
    rows = re.findall(r"^\| (.+?) \| (\S+) \| (.+?) \|$", page, re.M)
    shown = {sentence: points for sentence, points, _ in rows}
    expected = {e.sentence: str(POSSIBLE if e.honest else 0) for e in attacks.bank()}
    assert {sentence: shown.get(sentence) for sentence in expected} == expected


def test_the_wrong_answers_alone_get_nothing_and_the_right_ones_everything(
    own_sandbox: Sandbox, places: Places
) -> None:
    for answers, points in ((attacks.WRONG, 0), (attacks.RIGHT, POSSIBLE)):
        files = {attacks.NOTEBOOK: attacks._bytes(attacks.notebook(answers))}
        plain = Entry("plain", "", False, lambda places, files=files: files)
        assert attacks.points_of(attacks.grade_here(plain, own_sandbox, places)) == points


def test_after_the_whole_bank_nothing_is_left_running(own_sandbox: Sandbox) -> None:
    assert own_sandbox.process
    bubble = psutil.Process(own_sandbox.process.pid)
    end = time.monotonic() + 20
    while len(inside := bubble.children(recursive=True)) > 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert [process.name() for process in inside] == ["bwrap", "python"]

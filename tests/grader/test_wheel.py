"""The wheel holds the grader and what notebooks import, and checks a notebook in any folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from tools.notebooks import ROOT

EXERCISE = "regression/l1_loss.ipynb"
NO_TRACE = shutil.ignore_patterns("__pycache__", "*.egg-info")


def pip(*words: str | Path) -> None:
    line = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built in a copy of git's files in the top folder and in the packages."""
    place = tmp_path_factory.mktemp("wheel")
    copy = place / "copy"
    copy.mkdir()
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    for name in ("lossutil", "grader", "book", "tools"):
        shutil.copytree(ROOT / name, copy / name, ignore=NO_TRACE)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", place, copy)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, bubblewrap: str) -> Path:
    """A folder with the wheel; the packages that it depends on are those of this environment."""
    pip("install", "--no-deps", "--target", wheel.parent / "installed", wheel)
    return wheel.parent / "installed"


def check(installed: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed check in an empty folder."""
    folder = installed.parent / "empty"
    folder.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "grader", "check", *map(str, words)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_wheel_holds_two_packages_and_no_more(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert not any("entry_points" in name for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"lossutil", "grader"}
    for package in ("lossutil", "grader"):
        here = {path.relative_to(ROOT).as_posix() for path in (ROOT / package).rglob("*.py")}
        assert here <= names
    assert "lossutil/lossutil.mplstyle" in names
    assert any(name.startswith("lossutil/fonts/") and name.endswith(".ttf") for name in names)


def test_the_installed_packages_are_those_of_the_wheel(installed):
    code = "import grader, lossutil; print(grader.__file__, lossutil.__file__, sep='\\n')"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed.parent,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert all(Path(path).is_relative_to(installed) for path in found)


def test_a_check_from_the_wheel_gives_the_verdicts_of_the_master(installed, tmp_path):
    master = tmp_path / "elsewhere" / "l1.ipynb"
    master.parent.mkdir()
    shutil.copy(ROOT / "solutions" / EXERCISE, master)
    release = check(installed, ROOT / "exercises" / EXERCISE, "--master", master)
    assert release.returncode == 1, release.stderr
    assert release.stdout.splitlines()[0] == "elsewhere/l1"
    assert re.search(r"^total +0 / *[1-9]\d*$", release.stdout, re.M)
    assert "to do" in release.stdout

    cheated = nbformat.read(master, 4)
    for cell in cheated.cells:
        if cell.cell_type == "code" and cell.source.startswith("def l1_loss("):
            cell.source = "def l1_loss(*args, **kwargs):\n    return F.l1_loss(*args, **kwargs)"
    assert "F.l1_loss" in nbformat.writes(cheated)
    nbformat.write(cheated, tmp_path / "mine.ipynb")
    mine = check(installed, tmp_path / "mine.ipynb", "--solutions", master.parent)
    assert mine.returncode == 1, mine.stderr
    assert "passed" in mine.stdout
    assert "here you build it by hand" in mine.stdout


def test_a_check_from_the_wheel_without_a_master_says_what_to_do(installed):
    done = check(installed, ROOT / "exercises" / EXERCISE)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "name the master, or the folder of the masters: --master PATH"
    )

"""The Makefile is an interface: it lists its commands, and says what is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ["book", "test", "quick", "lint", "lab", "serve", "notebooks", "release", "lock", "clean"]


# A program that prints where it searches for kernels first.
SAYS = "import os\nif __name__ == '__main__':\n    print('kernels:', os.environ['JUPYTER_PATH'])\n"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def course(bare: Path) -> Path:
    """A bare clone whose lock names one small package, with what the Makefile imports."""
    wheel = bare / "course-1.0-py3-none-any.whl"
    about = {
        "METADATA": "Metadata-Version: 2.1\nName: course\nVersion: 1.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as file:
        for module in ("jupyter_book", "jupyterlab", "lossutil", "torch"):
            file.writestr(f"{module}.py", SAYS)
        for name, text in about.items():
            file.writestr(f"course-1.0.dist-info/{name}", text)
    (bare / "requirements.txt").write_text(f"./{wheel.name}\n")
    return bare


def make(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # pip must not use the network: the folder holds every package that is needed.
    given = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), **(env or {})}
    # Under ``make test`` this make would be a recursive one, which prints the folder that it
    # enters.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**outer, **given},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def install(folder: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return make(folder, ".venv/ready", f"PYTHON={sys.executable}", env=env)


def imports(folder: Path) -> bool:
    """Whether the environment of a folder runs, imports the packages, and has the right prefix."""
    program = "import sys, torch; print(torch.__file__)"
    command = [str(folder / ".venv/bin/python"), "-I", "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True)
    return ran.returncode == 0 and Path(ran.stdout.strip()).is_relative_to(folder)


def test_plain_make_lists_every_command(bare: Path) -> None:
    done = make(bare)
    assert done.returncode == 0
    assert set(TARGETS) <= {line.split()[0] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("target", ["book", "test", "lab", "serve", "notebooks", "release"])
def test_a_missing_python_is_named_with_what_to_do(bare: Path, target: str) -> None:
    done = make(bare, target, "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "no-such-python was not found" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (bare / ".venv").exists()


def test_an_old_python_is_refused_before_anything_is_installed(bare: Path) -> None:
    old = bare / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    done = make(bare, "book", f"PYTHON={old}")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed, this is Python 3.9.2" in done.stderr
    assert not (bare / ".venv").exists()


def test_settings_that_redirect_pip_or_python_have_no_effect(course: Path) -> None:
    elsewhere = course / "elsewhere"
    folders = "PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONHOME PYTHONPATH PYTHONUSERBASE"
    redirected = dict.fromkeys(folders.split(), str(elsewhere))
    redirected |= {"PIP_USER": "1", "PIP_DRY_RUN": "1", "PIP_PYTHON": f"{elsewhere}/python"}
    done = install(course, redirected)
    assert done.returncode == 0, done.stderr
    assert (course / ".venv" / "ready").read_text()
    assert imports(course)
    assert not elsewhere.exists()


@pytest.mark.parametrize("option", ["target", "root"])
def test_packages_installed_elsewhere_are_an_error(course: Path, option: str) -> None:
    settings = course / "pip.conf"
    settings.write_text(f"[install]\n{option} = {course / 'elsewhere'}\n")
    done = install(course, {"PIP_CONFIG_FILE": str(settings)})
    assert done.returncode != 0
    assert "the packages are not in .venv" in done.stderr
    assert "python -m pip config list" in done.stderr
    assert not (course / ".venv" / "ready").exists()


def test_the_kernel_of_the_course_is_found_before_your_own(course: Path) -> None:
    done = make(course, "lab", f"PYTHON={sys.executable}", env={"JUPYTER_PATH": "/my own"})
    assert done.stdout.splitlines()[-1] == f"kernels: {course}/.venv/share/jupyter:/my own"


def test_an_environment_is_made_once(course: Path) -> None:
    assert install(course).returncode == 0
    again = install(course)
    assert "up to date" in again.stdout
    (course / "requirements.txt").touch()
    renewed = install(course)
    assert "-m venv .venv" in renewed.stdout
    assert "made anew" not in renewed.stdout


def test_an_environment_begun_by_hand_is_filled_and_kept(course: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", ".venv"], cwd=course, check=True)
    own = next((course / ".venv/lib").glob("python*/site-packages")) / "chosen_by_hand.py"
    own.touch()
    done = install(course)
    assert done.returncode == 0, done.stderr
    assert own.exists()
    assert imports(course)


def test_an_environment_whose_python_is_gone_is_made_anew(course: Path) -> None:
    assert install(course).returncode == 0
    for link in (course / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to(course / "gone")
    with pytest.raises(FileNotFoundError):
        imports(course)
    done = install(course)
    assert done.returncode == 0, done.stderr
    assert "its Python is gone: it is made anew" in done.stdout
    assert imports(course)


def test_an_environment_of_another_python_is_made_anew(course: Path) -> None:
    assert install(course).returncode == 0
    ready = course / ".venv" / "ready"
    assert ready.read_text() == f"3 {sys.version_info.minor} {course}/.venv\n"
    ready.write_text(f"3 9 {course}/.venv\n")
    assert "made anew" in install(course).stdout
    assert ready.read_text() == f"3 {sys.version_info.minor} {course}/.venv\n"


@pytest.mark.parametrize("copied", [False, True])
def test_a_moved_or_copied_clone_makes_its_own_environment(
    course: Path, tmp_path: Path, copied: bool
) -> None:
    assert install(course).returncode == 0
    new = tmp_path / "ein neuer Ort, (größer) & besser"
    if copied:
        shutil.copytree(course, new, symlinks=True, ignore=shutil.ignore_patterns(new.name))
    else:
        new.mkdir()
        for path in set(course.iterdir()) - {new}:
            path.rename(new / path.name)
    done = install(new)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("moved or copied here") == 1
    assert imports(new)
    pip = subprocess.run([new / ".venv/bin/pip", "--version"], capture_output=True, text=True)
    assert f"{new}/.venv/lib" in pip.stdout
    assert "up to date" in install(new).stdout


def test_each_program_of_the_environment_is_run_by_its_python(bare: Path) -> None:
    """A program's first line names a folder that may have moved, and its length is limited."""
    recipes = [line for line in (bare / "Makefile").read_text().splitlines() if "$(BIN)/" in line]
    started = [line for line in recipes if line.startswith("\t")]
    assert len(started) > 8
    assert [line for line in started if not line.startswith("\t$(BIN)/python ")] == [
        line for line in started if line.startswith("\t@cd / && ")
    ]


def test_the_required_python_is_the_same_everywhere() -> None:
    def read(name: str) -> str:
        return (ROOT / name).read_text(encoding="utf-8")

    settings = tomllib.loads(read("pyproject.toml"))
    promised = settings["project"]["requires-python"].removeprefix(">=")
    assert re.fullmatch(r"3\.\d+", promised)
    assert settings["tool"]["mypy"]["python_version"] == promised
    assert f"for Python {promised} or newer" in read("requirements.txt")
    for page in ("README.md", "chapters/0-start/students.md"):
        assert re.findall(r"Python (3\.\S+) or newer", read(page)) == [promised]
    weekly, pushed = re.findall(r"'(\[.+?\])'", read(".github/workflows/tests.yml"))
    assert json.loads(pushed) == [promised]
    assert promised not in json.loads(weekly)
    assert f'python-version: "{promised}"' in read(".github/workflows/pages.yml")
    assert read("runtime.txt").strip() == f"python-{promised}"


def test_the_makefile_refuses_an_older_python_than_required(bare: Path) -> None:
    """The oldest Python is defined in one place."""
    settings = (bare / "pyproject.toml").read_text("utf-8")
    (bare / "pyproject.toml").write_text(settings.replace(">=3.11", ">=3.99"), "utf-8")
    done = make(bare, "book", f"PYTHON={sys.executable}")
    assert done.returncode != 0
    assert "Python 3.99 or newer is needed" in done.stderr


def test_quick_tests_exist_and_leave_out_the_slow_ones() -> None:
    """A file that was renamed would silently be left out, or no longer be."""
    shown = make(ROOT, "--dry-run", "--assume-old=.venv/ready", "quick").stdout
    (line,) = (line for line in shown.splitlines() if "-m pytest" in line)
    named = [ROOT / word for word in line.split("loadgroup ")[1].split()]
    assert all(path.exists() for path in named)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    left_out = re.findall(r"SLOW_OF_BOOK := .*,(.*)\)", makefile)[0].split()
    slow = {ROOT / "tests" / "book" / f"test_{name}.py" for name in left_out}
    assert slow
    assert all(path.exists() for path in slow)
    assert not slow & {*named}


def test_the_readme_names_only_commands_that_exist() -> None:
    named = set(re.findall(r"`make (\w+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= set(TARGETS)

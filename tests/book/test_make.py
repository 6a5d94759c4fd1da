"""The Makefile is an interface: it explains itself, and says what is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ["book", "test", "lint", "lab", "serve", "notebooks", "release", "lock", "clean"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


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


def test_the_readme_names_only_commands_that_exist() -> None:
    named = set(re.findall(r"`make (\w+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= set(TARGETS)

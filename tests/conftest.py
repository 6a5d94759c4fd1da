"""Fixtures of several test areas."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Return a function that finds a program by its package and its names.

    Without the program a test fails in CI; elsewhere it is skipped, and pytest's summary lists it.
    """

    def find(package: str, *names: str, folders: str = "") -> str:
        inside = [str(path) for path in sorted(Path("/").glob(folders))] if folders else []
        path = os.pathsep.join([*inside, os.environ["PATH"]])
        for name in names or (package,):
            found = shutil.which(name, path=path)
            if found is not None:
                return found
        wanted = (names or (package,))[0]
        message = f"NOT RUN: this test needs the program {wanted!r}; install the package {package}"
        if os.environ.get("CI"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return find


@pytest.fixture(scope="session")
def chromium(program: Callable[..., str]) -> str:
    """Return the path of a Chromium."""
    return program("chromium", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def bubblewrap(program: Callable[..., str]) -> str:
    """Return the path of bubblewrap."""
    return program("bubblewrap", "bwrap")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests on one worker that share an expensive fixture: a graded course, an opened page."""
    for item in items:
        if item.path.parent.name == "grader":
            group = "grader-batch" if item.path.stem in ("test_batch", "test_attacks") else "grader"
            item.add_marker(pytest.mark.xdist_group(group))
        if "opened" in getattr(item, "fixturenames", ()):
            params = item.callspec.params  # type: ignore[attr-defined]
            path = params.get("page_path") or params.get("live_path")
            page = f"{item.path.stem} {path} {params.get('opened')}"
            item.add_marker(pytest.mark.xdist_group(page))

"""What several test areas share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; without one CI fails, and others are told of the gap.

    The closing lines of a run list every test that was skipped for it.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    message = "NOT RUN: this test needs the program 'chromium'; install the package chromium"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests around the one graded course on one worker: it takes a minute to build."""
    for item in items:
        if item.path.parent.name == "grader":
            item.add_marker(pytest.mark.xdist_group("grader"))

"""What several test areas share."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def require_program() -> Callable[[str, str], str]:
    """Return a function that finds a program, or fails with a hint: no test passes by skipping."""

    def find(name: str, hint: str) -> str:
        path = shutil.which(name)
        if path is None:
            pytest.fail(f"this test needs the program {name!r}; {hint}", pytrace=False)
        return path

    return find

"""Running an exercise's cells without a kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import torch

from tools.answers import cells_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Use one thread: for small tensors threads cost more time than they save."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def reference() -> Callable[[str, str], Callable[..., object]]:
    """Return a function that gives the reference solution by its assignment and its name."""

    @cache  # run the cells of a notebook once: some train a network
    def named(assignment: str, name: str) -> Callable[..., object]:
        notebooks = sorted((ROOT / "solutions" / assignment).glob("*.ipynb"))
        defining = [
            cells
            for notebook in notebooks
            if notebook.stem == name or not any(other.stem == name for other in notebooks)
            for cells in [cells_of(notebook)]
            if any(name in cell.functions for cell in cells if cell.is_solution)
        ]
        assert len(defining) == 1, f"{assignment}: {len(defining)} notebooks define {name}()"
        namespace: dict[str, object] = {"__name__": "__main__"}
        for cell in defining[0]:
            if not cell.points:
                exec(cell.source, namespace)
        function = namespace[name]
        assert callable(function)
        return function

    return named

"""Hooks for nbval: portable settings for kernels, and pictures compared as numbers."""

from __future__ import annotations

import copy
from collections.abc import Generator
from contextlib import ExitStack
from functools import cache
from typing import Any

import nbval.kernel
import nbval.plugin
import pytest
from jupyter_client.manager import KernelManager
from nbformat import NotebookNode

from tools import pictures
from tools.kernels import Forks
from tools.notebooks import PORTABLE

TWO_THREADS = {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "PASSIVE"}
"""Two threads take a sum in another order; the waiting one leaves its core to other processes."""


def compared_as_numbers(
    cell: nbval.plugin.IPyNbCell,
    test: list[NotebookNode],
    ref: list[NotebookNode],
    skip_compare: Any = None,
) -> Any:
    """Compare outputs as nbval does, but pictures within a tolerance.

    A picture within the tolerance of ``tools.pictures`` is replaced by the stored one.
    """
    test = copy.deepcopy(test)
    for new, old in zip(test, ref, strict=False):
        for mime, stored in old.get("data", {}).items():
            if mime not in (pictures.SVG, pictures.LIVE) or mime not in new.get("data", {}):
                continue
            if not pictures.difference(mime, stored, new["data"][mime]):
                new["data"][mime] = stored
    return compare(cell, test, ref, skip_compare)


compare = nbval.plugin.IPyNbCell.compare_outputs


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Make nbval use forked kernels with the portable settings, and with two threads.

    Pictures are compared as numbers, because no setting makes every processor draw the same bytes.

    The kernels use Unix sockets. With TCP, a kernel chooses free ports and releases them before it
    binds them, and a kernel of the other worker may take them first. nbval has no option for any of
    this.
    """
    if not session.config.option.nbval:
        return (yield)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        # Created with the first kernel: xdist's controller needs none.
        forks = cache(lambda: stack.enter_context(Forks(PORTABLE | TWO_THREADS)))

        def manager(**options: object) -> KernelManager:
            return forks().manager(KernelManager, **options)

        patch.setattr(nbval.kernel, "KernelManager", manager)
        patch.setattr(nbval.plugin.IPyNbCell, "compare_outputs", compared_as_numbers)
        return (yield)

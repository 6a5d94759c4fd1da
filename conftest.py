"""How notebooks are executed when nbval checks them: as when their outputs were stored."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from itertools import count

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager

from tools.notebooks import PORTABLE


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Give nbval's kernels the portable settings, and sockets in a folder of their own.

    With TCP, a kernel picks ports, lets go of them, and finds now and then that a kernel of the
    other worker was faster. nbval has no option for either.
    """
    if not session.config.option.nbval:
        return (yield)
    with (
        tempfile.TemporaryDirectory(prefix="lbh-") as sockets,
        pytest.MonkeyPatch.context() as patch,
    ):
        numbers = count()

        def manager(**options: object) -> KernelManager:
            return KernelManager(transport="ipc", ip=f"{sockets}/{next(numbers)}", **options)

        patch.setattr(nbval.kernel, "KernelManager", manager)
        for name, value in PORTABLE.items():
            patch.setenv(name, value)
        return (yield)

"""Forked kernels for tests: forks of a process in which the course's libraries are loaded.

A kernel needs four seconds to start and to load torch, and the tests start hundreds, including
nbval's. A fork starts at once and computes the same. Stored outputs come from ordinary kernels.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager

Manager = TypeVar("Manager", bound=KernelManager)
LOADED = (
    "lossutil.checks",
    "lossutil.figures",
    "lossutil.propagation",
    "scipy.stats",
    "torch._dynamo",
)

# The process that jupyter_client starts as the kernel: it requests a fork, and ends with it.
ASK = """
import json, os, signal, socket, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
kernel = socket.socket(socket.AF_UNIX)
kernel.connect(sys.argv[1])
kernel.sendall(json.dumps([os.getcwd(), sys.argv[2:]]).encode() + b"\\n")
kernel.recv(1)
"""


class Forks:
    """A preloaded process that is forked for each kernel.

    Args:
        environment: variables of the process and its kernels, added to the present ones.
        noise: a seed for disturbing the last bits of what the kernels compute; see ``tools.noise``.

    >>> with Forks({"OMP_NUM_THREADS": "1"}) as forks:
    ...     forks.manager().kernel_spec.display_name
    'a fork'
    """

    def __init__(self, environment: Mapping[str, str], noise: int | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="lbh-")
        self.address = f"{self.folder.name}/forks"
        seed = [] if noise is None else [noise]
        inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.kernels", self.address, *map(str, seed)],
            env={**os.environ, **environment, **inline},
            cwd=Path(__file__).resolve().parent.parent,
        )
        self.count = 0

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def manager(self, kind: type[Manager] = AsyncKernelManager, **options: Any) -> Manager:  # type: ignore[assignment]
        """Return a manager for a kernel that has not started.

        Args:
            kind: the class of the manager.
            options: arguments of that class.
        """
        while not Path(self.address).exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"the kernels' process ended with {self.process.returncode}")
            time.sleep(0.05)
        self.count += 1
        options |= {"transport": "ipc", "ip": f"{self.folder.name}/{self.count}"}
        manager = kind(**options)
        command = [sys.executable, "-S", "-c", ASK, self.address, "-f", "{connection_file}"]
        manager._kernel_spec = KernelSpec(argv=command, display_name="a fork", language="python")
        return manager


def serve(address: str, noise: int | None = None) -> None:
    """Load what notebooks load; then fork a kernel for each request."""
    for module in LOADED:
        importlib.import_module(module)
    if noise is not None:
        importlib.import_module("tools.noise").disturb(noise)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{address}.soon")
        listener.listen()
        os.rename(f"{address}.soon", address)
        while True:
            asking, _ = listener.accept()
            folder, words = json.loads(asking.makefile().readline())
            if not os.fork():
                listener.close()
                _become(asking, folder, words)
            asking.close()


def _become(asking: socket.socket, folder: str, words: list[str]) -> None:
    """Run a kernel until it is shut down or its requesting process has ended."""

    def wait() -> None:
        asking.recv(1)
        os._exit(0)

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    threading.Thread(target=wait, daemon=True).start()
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # a kernel prints how to connect to it
        os.dup2(nowhere, stream)
    sys.path[0] = ""
    for name in [name for name in sys.modules if name.partition(".")[0] == "tools"]:
        del sys.modules[name]  # a notebook may import a module of that name
    try:
        IPKernelApp.launch_instance(argv=words)
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], *map(int, sys.argv[2:]))

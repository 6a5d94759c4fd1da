"""Execute notebooks in parallel and store their outputs: ``python -m tools.notebooks [PATH ...]``.

Without paths, every notebook of ``chapters/`` and ``solutions/`` is executed. A notebook is
replaced only if all of its cells ran; a notebook that fails is not changed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("chapters", "solutions")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# Compute as any x86 processor can: sums in one order, without this machine's vector instructions.
# Otherwise pictures have other bytes on another machine, where a coordinate is rounded differently.
PORTABLE = {
    "ATEN_CPU_CAPABILITY": "default",
    "MKL_CBWR": "COMPATIBLE",
    "ONEDNN_MAX_CPU_ISA": "SSE41",
    "OMP_NUM_THREADS": "1",
}
# Editors add more to a cell's metadata: timings, folding, blank lines.
CELL_METADATA = {"tags", "mystnb", "nbgrader"}
# Errors of one notebook, after which the others are still reported. A file that is not JSON raises
# a ValueError, a cell that takes too long an OSError.
FAILURES = (CellExecutionError, DeadKernelError, nbformat.ValidationError, OSError, ValueError)


def notebooks(root: Path = ROOT, folders: Iterable[str] = FOLDERS) -> list[Path]:
    """Return every notebook of the book and of the exercises' masters, sorted."""
    found = (path for folder in folders for path in (root / folder).rglob("*.ipynb"))
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def execute(
    path: Path,
    env: Mapping[str, str] = PORTABLE,
    timeout: int = 300,
    manager: AsyncKernelManager | None = None,
) -> NotebookNode:
    """Run a notebook in its own folder, in a new kernel, and return it with its new outputs.

    Args:
        path: the notebook; the file is read, not written.
        env: environment variables of the kernel, added to the present ones.
        timeout: seconds one cell may take.
        manager: manager of a kernel that has not started; by default one of the Python that runs
            this.

    Raises:
        CellExecutionError: a cell raised an exception.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    with tempfile.TemporaryDirectory(prefix="lbh-") as sockets:
        # Unix sockets in a folder with a short path: kernels would compete for TCP ports. No folder
        # is searched for kernels, because another kernel may be called python3.
        own = AsyncKernelManager(
            kernel_name=KERNEL["name"],
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc",
            ip=f"{sockets}/k",
        )
        client = NotebookClient(
            notebook,
            timeout=timeout,
            resources={"metadata": {"path": str(path.parent)}},
            coalesce_streams=True,
            record_timing=False,
            km=manager or own,
        )
        client.execute(env={**os.environ, **env}, cleanup_kc=True)
    for cell in notebook.cells:
        for key in cell.metadata.keys() - CELL_METADATA:
            del cell.metadata[key]
    # The kernel adds its own version here, which differs between machines.
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    return notebook


def text_outputs(notebook: NotebookNode) -> list[list[tuple[str, str]]]:
    """Return the text of each code cell's outputs as (kind, text) pairs; pictures are left out."""
    return [
        [pair for output in cell.outputs for pair in _texts(output)]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _texts(output: NotebookNode) -> list[tuple[str, str]]:
    if output.output_type == "stream":
        return [(output.name, output.text)]
    if output.output_type == "error":
        return [("error", f"{output.ename}: {output.evalue}")]
    return [
        (mime, data if isinstance(data, str) else json.dumps(data, sort_keys=True))
        for mime, data in output.data.items()
        if not mime.startswith("image")
    ]


def store(path: Path) -> float:
    """Execute one notebook, replace its file, and return the seconds it took."""
    start = time.monotonic()
    executed = execute(path)
    nbformat.validate(executed)
    partial = path.with_suffix(".ipynb.partial")
    try:
        nbformat.write(executed, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return time.monotonic() - start


def _first_lines(error: Exception, count: int = 12) -> str:
    lines = str(error).strip().splitlines()
    return "\n".join("    " + line for line in lines[-count:])


def main(argv: list[str] | None = None) -> int:
    """Execute the notebooks named on the command line (default: all) and report on each."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks (default: all)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args(argv)
    paths = arguments.paths or notebooks()
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        parser.error(f"no such notebook: {', '.join(missing)}")
    failed = 0
    with ThreadPoolExecutor(arguments.workers) as pool:
        jobs = {pool.submit(store, path.resolve()): path for path in paths}
        for done, job in enumerate(as_completed(jobs), start=1):
            name = f"[{done}/{len(jobs)}] {jobs[job]}"
            try:
                print(f"{name}  {job.result():.1f} s", flush=True)
            except FAILURES as error:
                failed += 1
                print(f"{name}  FAILED, file left as it was\n{_first_lines(error)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

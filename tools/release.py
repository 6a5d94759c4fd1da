"""Make ``exercises/`` from ``solutions/``: ``python -m tools.release [ASSIGNMENT ...] [--check]``.

Runs ``nbgrader generate_assignment`` for every assignment in a temporary course, so that no
gradebook and no partial file is left, and then replaces the release. With ``--check`` nothing is
written: releases that differ are named, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "nbgrader_config.py"
STRAY = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", ".DS_Store")


class ReleaseError(Exception):
    """An assignment could not be released."""


def assignments(root: Path = ROOT) -> list[str]:
    """Return the names of the assignments: the folders of ``solutions/`` that have a notebook."""
    return sorted({notebook.parent.name for notebook in (root / "solutions").glob("*/*.ipynb")})


def require(names: Iterable[str], root: Path = ROOT) -> None:
    """Raise ReleaseError unless every name is an assignment."""
    known = assignments(root)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ReleaseError(
            f"no assignment {', '.join(unknown)} in solutions/; there are: {', '.join(known)}"
        )


@contextmanager
def generated(assignment: str, root: Path = ROOT) -> Iterator[Path]:
    """Generate a release in a temporary course, and yield its folder while it exists.

    Args:
        assignment: a folder of ``solutions/``.
        root: the folder that has ``solutions/`` and ``nbgrader_config.py``.

    Raises:
        ReleaseError: there is no such assignment, or nbgrader refused it.
    """
    require([assignment], root)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        course = Path(folder)
        shutil.copy(root / CONFIG, course)
        source = course / "solutions" / assignment
        shutil.copytree(root / "solutions" / assignment, source, ignore=STRAY)
        # The reader's own Jupyter settings must not change the release.
        env = {**os.environ, "JUPYTER_CONFIG_DIR": folder, "JUPYTER_NO_CONFIG": "1"}
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", assignment, "--no-db"]
        run = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)
        if run.returncode:
            last = "\n".join(run.stderr.strip().splitlines()[-15:])
            raise ReleaseError(f"nbgrader could not generate {assignment!r}:\n{last}")
        yield course / "exercises" / assignment


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, path → bytes; none if the folder does not exist."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if not {".ipynb_checkpoints", "__pycache__"}.intersection(path.parts)
    }


def release(assignment: str, root: Path = ROOT, check: bool = False) -> bool:
    """Update one release from its master; return whether it already was up to date.

    Args:
        assignment: a folder of ``solutions/``.
        root: the folder that has ``solutions/`` and ``exercises/``.
        check: whether to compare only, without writing.

    Raises:
        ReleaseError: there is no such assignment, or nbgrader refused it.
    """
    target = root / "exercises" / assignment
    with generated(assignment, root) as fresh:
        if contents(fresh) == contents(target):
            return True
        if not check:
            partial = target.with_name(f".{assignment}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(fresh, partial)
            shutil.rmtree(target, ignore_errors=True)
            partial.rename(target)
    return False


def leftovers(root: Path = ROOT) -> list[str]:
    """Return the releases whose master no longer exists."""
    folders = (path.name for path in (root / "exercises").glob("[!.]*") if path.is_dir())
    return sorted(set(folders) - set(assignments(root)))


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Release the assignments named on the command line (default: all), or check them."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 on a difference"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args(argv)
    names = arguments.assignments or assignments(root)
    try:
        require(names, root)
    except ReleaseError as error:
        parser.error(str(error))
    status = 0
    with ThreadPoolExecutor(arguments.workers) as pool:
        jobs = [pool.submit(release, name, root, arguments.check) for name in names]
        for done, (name, job) in enumerate(zip(names, jobs, strict=True), start=1):
            try:
                verdict = (
                    "in step" if job.result() else "DIFFERS" if arguments.check else "released"
                )
            except ReleaseError as error:
                verdict = f"FAILED, release left as it was\n{error}"
            if verdict not in ("in step", "released"):
                status = 1
            print(f"[{done}/{len(names)}] {name}  {verdict}", flush=True)
    for name in [] if arguments.assignments else leftovers(root):
        if arguments.check:
            status = 1
        else:
            shutil.rmtree(root / "exercises" / name)
        print(f"{name}  has no master in solutions/{'' if arguments.check else ', removed'}")
    if arguments.check and status:
        print("run `make release` to bring exercises/ in step with solutions/")
    return status


if __name__ == "__main__":
    sys.exit(main())

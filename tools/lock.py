"""Write ``requirements.txt`` from pip's report: ``python -m tools.lock REPORT``.

``make lock`` asks pip which packages it would install under the oldest Python that the course
supports. The report is that of ``pip install --dry-run --report``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "losses-by-hand"
# torch's default Linux package requires these for graphics cards, which the course does not use.
GRAPHICS = re.compile(r"(cuda|nvidia)[-_.].*|triton")
HEADER = """\
# Every package at the version the course is tested with, for Python {minimum} or newer.
# Written by: make lock
-e .
"""


class LockError(Exception):
    """The report cannot be turned into a lock."""


def minimum(root: Path = ROOT) -> str:
    """Return the oldest Python that ``pyproject.toml`` allows, such as ``3.11``."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return project["requires-python"].removeprefix(">=")


def lock(report: dict[str, Any], oldest: str) -> str:
    """Return the text of ``requirements.txt``.

    Args:
        report: what pip would install, and for which environment.
        oldest: the oldest Python that the course supports.

    Raises:
        LockError: the report was made under another Python, which may need other packages.

    >>> chosen = [{"metadata": {"name": "torch", "version": "2.13.0+cpu"}}]
    >>> print(lock({"environment": {"python_version": "3.11"}, "install": chosen}, "3.11"))
    # Every package at the version the course is tested with, for Python 3.11 or newer.
    # Written by: make lock
    -e .
    torch==2.13.0
    <BLANKLINE>
    """
    ran = report["environment"]["python_version"]
    if ran != ".".join(oldest.split(".")[:2]):
        raise LockError(
            f"the lock is made with Python {oldest}, the oldest that the course promises; this is "
            f"Python {ran}, which may need fewer packages; type: make lock PYTHON=python{oldest}"
        )
    chosen = (package["metadata"] for package in report["install"])
    pins = {
        package["name"]: package["version"].partition("+")[0]  # PyPI has no versions with "+cpu"
        for package in chosen
        if package["name"] != PROJECT and not GRAPHICS.fullmatch(package["name"])
    }
    lines = (f"{name}=={pins[name]}\n" for name in sorted(pins, key=str.lower))
    return HEADER.format(minimum=oldest) + "".join(lines)


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the lock of the report named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.lock", description=__doc__)
    parser.add_argument("report", type=Path)
    arguments = parser.parse_args(argv)
    try:
        text = lock(json.loads(arguments.report.read_text("utf-8")), minimum(root))
    except LockError as error:
        print(f"make: {error}", file=sys.stderr)
        return 1
    (root / "requirements.txt").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

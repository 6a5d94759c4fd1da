"""Exercises that a reader solves on their page: what of the course the browser loads."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITION = ROOT / "browser"
LOSSUTIL = ("__init__", "catalog", "checks", "crashes", "reduction", "steps")
"""The modules of ``lossutil`` that exercises import."""


def course() -> bytes:
    """Return the Python of the browser edition as a zip, always the same bytes.

    >>> names = zipfile.ZipFile(io.BytesIO(course())).namelist()
    >>> "torch/tape.py" in names, "lossutil/checks.py" in names
    (True, True)
    """
    files = {f"lossutil/{name}.py": ROOT / "lossutil" / f"{name}.py" for name in LOSSUTIL}
    files["runner.py"] = EDITION / "runner.py"
    for package in ("torch", "scipy"):
        for path in sorted((EDITION / package).rglob("*.py")):
            files[path.relative_to(EDITION).as_posix()] = path
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()

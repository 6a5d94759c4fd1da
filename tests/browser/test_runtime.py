"""The runtime of the browser edition: the fetched files are those that were tested, and run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from book.solve import course
from tools import editions, runtime
from tools.bank import NOTEBOOKS

SLOW = {"loss_module", "network", "debugging"}
"""Exercises that take seconds in WebAssembly; ``python -m tools.editions --pyodide`` runs all."""


pytestmark = pytest.mark.xdist_group("browser edition")


@pytest.fixture(scope="module")
def home(program: Callable[..., str]) -> Path:
    program("nodejs", "node")
    program("npm")
    if not runtime.is_complete():
        runtime.fetch()
    return runtime.HOME


@pytest.fixture(scope="module")
def files(home: Path) -> dict[str, bytes]:
    return {name: (home / name).read_bytes() for name in runtime.DIGESTS}


def test_fetched_files_have_the_expected_digests(files: dict[str, bytes]) -> None:
    runtime.check(files)


def test_another_file_is_refused_by_name(files: dict[str, bytes]) -> None:
    with pytest.raises(runtime.RuntimeFailed, match=r"python_stdlib\.zip is another file"):
        runtime.check(files | {"python_stdlib.zip": files["python_stdlib.zip"] + b" "})


def test_numpy_of_another_version_than_the_lock_is_refused(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = json.loads(files["pyodide-lock.json"])
    lock["packages"]["numpy"]["sha256"] = "0" * 64
    other = json.dumps(lock).encode()
    monkeypatch.setitem(runtime.DIGESTS, "pyodide-lock.json", runtime._digest(other))
    with pytest.raises(runtime.RuntimeFailed, match="wants another NumPy"):
        runtime.check(files | {"pyodide-lock.json": other})


def test_fetch_without_npm_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(runtime.RuntimeFailed, match="npm was not found"):
        runtime.fetch(tmp_path / "runtime")
    assert not list(tmp_path.iterdir())


def test_failed_fetch_prints_one_sentence_and_make_goes_on(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tools import runtime; "
        f"runtime.is_complete = lambda: False; runtime.HOME = Path({str(tmp_path)!r}); "
        "sys.exit(runtime.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PATH": ""}, capture_output=True, text=True, cwd=editions.ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("make: no runtime for the browser edition: ")


def test_licenses_are_served_with_their_files(home: Path) -> None:
    assert "Mozilla Public License" in (home / "pyodide-license.txt").read_text("utf-8")
    assert "NumPy Developers" in (home / "numpy-license.txt").read_text("utf-8")
    assert "0.27.7" in (home / "NOTICE.txt").read_text("utf-8")


def test_a_reader_loads_at_most_nine_megabytes(home: Path) -> None:
    served = [home / f"{name}.gz" for name in runtime.SERVED_PACKED]
    served += [home / name for name in ("pyodide.js", "python_stdlib.zip", runtime.NUMPY)]
    assert sum(path.stat().st_size for path in served) + len(course()) <= 9_000_000


def test_course_archive_is_the_same_each_time() -> None:
    assert course() == course()


def test_every_visible_test_passes_in_pyodide(home: Path) -> None:
    masters = [master for master in NOTEBOOKS if master.stem not in SLOW]
    cases = [editions.solved(master) for master in masters]
    found = editions.in_pyodide(cases, home)
    asked = {case.name: [c["id"] for c in case.cells if "points" in c] for case in cases}
    assert {name: list(tests) for name, tests in found.items()} == asked
    lost = {
        (name, test): said
        for name, tests in found.items()
        for test, (outcome, said) in tests.items()
        if outcome != "passed"
    }
    assert not lost


def test_wrong_answer_gets_the_same_message_in_pyodide(home: Path) -> None:
    bank = editions.ROOT / "tests" / "bank" / "regression" / "huber_loss" / "wrong"
    cases = [editions.case_of(path) for path in sorted(bank.glob("*.py"))[::3]]
    torchs, ours = editions.verdicts(cases, browser=False), editions.in_pyodide(cases, home)
    assert len(cases) >= 5
    for case in cases:
        assert not editions.difference(torchs[case.name], ours[case.name]), case.name

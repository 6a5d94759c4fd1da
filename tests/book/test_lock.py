"""The lock installs on the oldest supported Python, and names exactly the needed packages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools import lock as tool

ROOT = Path(__file__).parents[2]
OLDEST = tool.minimum()
EXTRAS = ("learn", "grade", "book", "test")
# The environment of the lock. A package that only another system needs is not in it.
LINUX = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}


def pins(text: str) -> dict[str, str]:
    """Return the packages of a lock, canonical name → version."""
    rows = re.findall(r"^([\w.-]+)==(\S+)$", text, re.M)
    return {canonicalize_name(name): version for name, version in rows}


def python(version: str) -> dict[str, str]:
    """Return the environment for markers under a version of Python."""
    full = version if version.count(".") == 2 else f"{version}.0"
    return {"python_version": full.rpartition(".")[0], "python_full_version": full}


def applies(marker: Marker | None, environment: Mapping[str, str], extras: Iterable[str]) -> bool:
    return marker is None or any(marker.evaluate({**environment, "extra": e}) for e in extras)


def needed(environment: Mapping[str, str]) -> set[str]:
    """Return every package that the course needs with its extras, through the installed ones."""
    environment = {**dict[str, Any](default_environment()), **LINUX, **environment}
    found: set[tuple[str, str]] = set()
    waiting = [(tool.PROJECT, extra) for extra in ("", *EXTRAS)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in found or tool.GRAPHICS.fullmatch(name):
            continue
        found.add((name, extra))
        try:
            lines = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # another test checks for missing pins
        for requirement in map(Requirement, lines):
            if applies(requirement.marker, environment, [extra]):
                child = canonicalize_name(requirement.name)
                waiting += [(child, inner) for inner in ("", *requirement.extras)]
    return {name for name, _ in found} - {tool.PROJECT}


def too_new(requires: Mapping[str, str | None], oldest: str) -> dict[str, str]:
    """Return the packages that do not support a Python, with their requirements."""
    return {
        name: asked
        for name, asked in requires.items()
        if asked and not SpecifierSet(asked).contains(Version(oldest))
    }


@pytest.fixture(scope="module")
def locked() -> dict[str, str]:
    return pins((ROOT / "requirements.txt").read_text("utf-8"))


def test_the_required_python_satisfies_every_pin(locked: dict[str, str]) -> None:
    # Not by the bare key: where it is missing, the metadata of importlib_metadata raise.
    said = {name: distribution(name).metadata.get_all("Requires-Python") for name in locked}
    requires = {name: values[0] if values else None for name, values in said.items()}
    assert sum(asked is not None for asked in requires.values()) > len(locked) / 2
    assert too_new(requires, OLDEST) == {}


@pytest.mark.parametrize(
    ("asked", "refused"), [(">=3.11.5", True), (">=3.12", True), (">=3.11", False), (None, False)]
)
def test_a_pin_that_needs_a_newer_python_is_named(asked: str | None, refused: bool) -> None:
    found = too_new({"soupsieve": asked, "numpy": ">=3.11"}, "3.11")
    assert found == ({"soupsieve": asked} if refused else {})


def test_what_is_installed_has_the_version_of_the_lock(locked: dict[str, str]) -> None:
    # the version of torch's CPU build is 2.13.0+cpu
    installed = {name: distribution(name).version.partition("+")[0] for name in locked}
    assert installed == locked


@pytest.mark.parametrize("environment", [python(OLDEST), {}], ids=["oldest", "this"])
def test_each_package_that_is_needed_is_in_the_lock(
    locked: dict[str, str], environment: dict[str, str]
) -> None:
    assert needed(environment) - locked.keys() == set()


def test_each_package_in_the_lock_is_needed(locked: dict[str, str]) -> None:
    assert locked.keys() - needed(python(OLDEST)) == set()


def report(*packages: tuple[str, str], version: str = "3.11") -> dict[str, object]:
    chosen = [{"metadata": {"name": name, "version": number}} for name, number in packages]
    return {"environment": {"python_version": version}, "install": chosen}


def test_a_lock_leaves_out_the_course_and_graphics_cards() -> None:
    needless = ["losses-by-hand", "triton", "nvidia-nccl-cu13", "cuda-toolkit"]
    text = tool.lock(report(("sympy", "1.14.0"), *((name, "1.0") for name in needless)), "3.11")
    assert pins(text) == {"sympy": "1.14.0"}


def test_a_lock_is_not_made_with_a_newer_python(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.11"\n')
    (tmp_path / "requirements.txt").write_text("sympy==1.14.0\n")
    found = tmp_path / "report.json"
    found.write_text(json.dumps(report(("sympy", "1.15.0"), version="3.12")))
    assert tool.main([str(found)], tmp_path) == 1
    assert "make lock PYTHON=python3.11" in capsys.readouterr().err
    assert (tmp_path / "requirements.txt").read_text() == "sympy==1.14.0\n"
    found.write_text(json.dumps(report(("sympy", "1.15.0"))))
    assert tool.main([str(found)], tmp_path) == 0
    assert (tmp_path / "requirements.txt").read_text().endswith("sympy==1.15.0\n")

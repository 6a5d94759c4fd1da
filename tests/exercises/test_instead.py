"""A refusal names what to use instead in this exercise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lossutil import checks
from tools.answers import cells_of

ROOT = Path(__file__).resolve().parents[2]
MASTERS = sorted((ROOT / "solutions").glob("*/*.ipynb"))


def guards_of(source: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, frozenset[str]]]:
    """The advice of each guard in a cell, and the names that it refuses."""
    made, by_hand = [], checks.by_hand

    def recording(*names: str, **settings: Any) -> checks.ByHand:
        guard = by_hand(*names, **settings)
        with guard:
            made.append((settings.get("instead", ""), checks.refused_names()))
        return guard

    monkeypatch.setattr(checks, "by_hand", recording)
    exec(source, {"__name__": "__main__"})
    return made


def refused_in(advice: str, refused: frozenset[str]) -> list[str]:
    names = re.findall(r"\w+", advice)
    return [name for name in names if name.replace("_", "").lower() in refused]


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_exercise_advises_in_its_own_words(
    master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((advice, refused),) = guards_of(cells_of(master)[0].source, monkeypatch)
    assert advice
    assert refused_in(advice, refused) == []


def test_advice_that_is_refused_is_found() -> None:
    assert refused_in("exp, log_softmax and sum", frozenset({"logsoftmax"})) == ["log_softmax"]

"""The cheat sheet names everything, and fits on the two sides of one sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from lossutil import catalog

Visits = Callable[..., AbstractContextManager[Any]]
PAGE = "chapters/6-reference/cheat_sheet.html"
A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def rows(site: Path, sheet: str) -> list[str]:
    page = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser")
    return [cell.get_text() for cell in page.select(f".cheat-sheet.{sheet} td:first-child")]


def test_sheet_has_a_row_for_each_loss_initializer_and_gain(site: Path) -> None:
    losses = [entry.name for entry in catalog.CURRENT]
    assert rows(site, "losses") == losses
    assert rows(site, "initializers") == [entry.name for entry in catalog.INITIALIZERS]
    gains = [gain.nonlinearity for gain in catalog.GAINS]
    assert ", ".join(rows(site, "gains")).split(", ") == gains


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_sheet_fits_on_two_sides(paper: str, look: str, address: str, visit: Visits) -> None:
    with visit(address, PAGE, look) as visited:
        pdf = visited.page.pdf(format=paper, landscape=True)
        assert len(A_PAGE.findall(pdf)) == 2
        visited.page.add_style_tag(content=".cheat-sheet td { padding-block: 4mm !important; }")
        larger = visited.page.pdf(format=paper, landscape=True)
        assert len(A_PAGE.findall(larger)) > 2  # a sheet that does not fit is noticed

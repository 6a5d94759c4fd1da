"""The card at the top of each loss page, and the picture at the top of other pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from book.fold import is_folded
from lossutil import catalog

PAGES = [*catalog.CURRENT, *catalog.RECIPES]
Entry = catalog.Loss | catalog.Recipe
every_page = pytest.mark.parametrize("loss", PAGES, ids=lambda loss: loss.name)
LONGEST = 150
"""Characters of a sentence that is read in seconds."""


def words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).replace("’", "'").strip()


@cache
def article(site: Path, page: str) -> Tag:
    parsed = BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")
    found = parsed.select_one("article")
    assert found is not None
    return found


@every_page
def test_card_says_what_the_catalog_says(loss: Entry, site: Path) -> None:
    card = article(site, loss.page).select_one("h1 + .in-one-minute")
    assert card is not None, "the page does not open with its card"
    for text in (
        loss.brief.idea,
        f"Take it when {loss.brief.when}",
        f"The trap: {loss.brief.trap}",
    ):
        assert text.replace("`", "") in words(card)
    assert card.select_one(".formula math") is not None
    assert card.select_one("img[alt]") is not None


@every_page
def test_card_links_to_the_mistake_and_the_exercise(loss: Entry, site: Path) -> None:
    page = article(site, loss.page)
    titles = []
    for link in page.select(".in-one-minute a:not(.term)"):
        section = page.find(id=str(link["href"]).removeprefix("#"))
        assert isinstance(section, Tag)
        heading = section.find(["h2", "h3"])
        assert isinstance(heading, Tag)
        titles.append(words(heading).removesuffix("¶"))
    assert titles == [loss.brief.shown_in, "Exercise"]


@every_page
def test_section_of_the_mistake_runs_it(loss: Entry, site: Path) -> None:
    page = article(site, loss.page)
    link = page.select_one(".in-one-minute a:not(.term)")
    assert link is not None
    section = page.find(id=str(link["href"]).removeprefix("#"))
    assert isinstance(section, Tag)
    assert section.select(".cell_input"), "no cell shows the trap"
    assert section.select(".cell_output"), "no output shows the trap"


@every_page
def test_brief_is_brief(loss: Entry) -> None:
    for sentence in (loss.brief.idea, loss.brief.when, loss.brief.trap):
        assert len(sentence) <= LONGEST
        assert sentence.endswith(".")


def test_late_picture_is_shown_first_and_explained_later(site: Path) -> None:
    page = article(site, "chapters/4-initialization/kaiming")
    lead = page.select_one("section > .lead-picture")
    assert lead is not None
    picture, link = lead.select_one("img"), lead.select_one("a")
    assert picture is not None
    assert link is not None
    place = page.find(id=str(link["href"]).removeprefix("#"))
    assert isinstance(place, Tag)
    assert picture["src"] in [image["src"] for image in place.select("figure img")]


def test_early_picture_is_not_shown_twice(site: Path) -> None:
    assert article(site, "chapters/1-information/entropy").select(".lead-picture") == []


@pytest.mark.parametrize(
    "source",
    [
        "import torch",
        "    from torch import nn",
        "x = f(2)\nassert x == 4",
        "torch.testing.assert_close(x, y)",
        "torch.manual_seed(0)\nx = torch.randn(3)",
        "for _ in range(9):\n    optimizer.step()",
        "x.plot()\nplt.show()",
        "x = 1\n" * 16,
    ],
)
def test_code_that_is_not_the_idea_is_folded(source: str) -> None:
    assert is_folded(source)


@pytest.mark.parametrize(
    "source",
    ["x = 1\n" * 15, "print('from', important)  # assert nothing", "loss.backward()"],
)
def test_short_code_stays_open(source: str) -> None:
    assert not is_folded(source)

"""The map shows every loss, leads to its page, and says which other loss it equals."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from book.loss_map import title
from lossutil import catalog
from lossutil.catalog.relatives import RELATIVES

Visits = Callable[..., AbstractContextManager[Any]]
PAGE = "chapters/3-catalog/map.html"
PAGES = {
    **{entry.name: entry.page for entry in catalog.CURRENT},
    **{title(recipe.name): recipe.page for recipe in catalog.RECIPES},
}

# The words of each box that reach over its edge.
OVER_THE_EDGE = """() => [...document.querySelectorAll(".loss-map text")].filter((text) => {
    let box = text.closest("a:has(> text)") ?? text;
    while (box.tagName !== "rect") box = box.previousElementSibling;
    const [inner, outer] = [text.getBoundingClientRect(), box.getBoundingClientRect()];
    return inner.right > outer.right - 4 || inner.top < outer.top || inner.bottom > outer.bottom;
}).map((text) => text.textContent)"""


@pytest.fixture(scope="module")
def drawing(site: Path) -> Tag:
    found = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser").select_one(".loss-map")
    assert found is not None
    return found


def test_each_loss_leads_to_its_page(drawing: Tag, site: Path) -> None:
    links = {name.get_text(): name.find_parent("a") for name in drawing.select(".name")}
    assert links.keys() == PAGES.keys()
    for name, link in links.items():
        assert link is not None
        target = (site / PAGE).parent / str(link["href"])
        assert target.resolve() == (site / PAGES[name]).with_suffix(".html").resolve()


def test_each_relation_is_a_sentence_and_a_link(drawing: Tag, site: Path) -> None:
    links = {str(link["aria-label"]): link for link in drawing.select(".is a")}
    sentences = {f"{title(r.loss)} is {r.of} {r.change}": r for r in RELATIVES}
    assert links.keys() == sentences.keys()
    for sentence, relative in sentences.items():
        target = (site / PAGE).parent / str(links[sentence]["href"])
        assert target.resolve() == (site / PAGES[relative.of]).with_suffix(".html").resolve()


@pytest.mark.parametrize("look", ["light", "phone"])
def test_words_stay_in_their_boxes(look: str, address: str, visit: Visits) -> None:
    with visit(address, PAGE, look) as visited:
        assert visited.page.locator(".loss-map text").count() > 50
        assert visited.page.evaluate(OVER_THE_EDGE) == []


def test_words_that_leave_their_box_are_noticed(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        visited.page.add_style_tag(content=".loss-map .is { font-size: 26px !important }")
        assert visited.page.evaluate(OVER_THE_EDGE)

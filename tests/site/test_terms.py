"""The first use of a term on a page links to the glossary and shows its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page

Visits = Callable[..., AbstractContextManager[Any]]
Expect = Callable[[Iterable[str]], None]

GLOSSARY = "chapters/5-practice/glossary.html"
PAGE = "chapters/3-catalog/classification/cross_entropy.html"


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def definition(term: Tag) -> str:
    entry = term.find_next("dd")
    assert isinstance(entry, Tag)
    return " ".join(entry.get_text().split())


def test_each_term_is_linked_once_with_its_definition(
    page_path: str, site: Path, expect_none: Expect
) -> None:
    problems = []
    seen = set()
    for link in soup(site / page_path).select("a.term"):
        target = str(link["href"]).partition("#")[2]
        entry = soup(site / GLOSSARY).find(id=target)
        if not isinstance(entry, Tag):
            problems.append(f"{link} leads to no term")
        elif not definition(entry).startswith(str(link["data-card"])) or not link["data-card"]:
            problems.append(f"{link} shows another text than {definition(entry)!r}")
        if target in seen:
            problems.append(f"{link} is the second one of its term")
        seen.add(target)
        if link.find_parent(["h1", "h2", "h3", "h4", "code", "table", "a", "figcaption"]):
            problems.append(f"{link} stands outside of prose")
    expect_none(problems)


def test_pages_of_the_chapters_have_terms(site: Path) -> None:
    counts = {
        path.relative_to(site).as_posix(): len(soup(path).select("a.term"))
        for path in site.glob("chapters/[1-4]-*/**/*.html")
    }
    assert counts
    assert min(counts.values()) >= 3, counts
    assert max(counts.values()) <= 40, counts


def test_a_page_does_not_link_what_it_explains(site: Path) -> None:
    targets = [str(link["href"]) for link in soup(site / PAGE).select("a.term")]
    assert not any(target.endswith("#term-cross-entropy-loss") for target in targets)
    assert soup(site / GLOSSARY).find(id="term-cross-entropy-loss")


def shown(page: Page) -> str:
    card = page.locator("#term-card")
    return card.inner_text() if card.is_visible() else ""


@pytest.mark.parametrize("look", ["light", "phone"])
def test_the_card_shows_on_focus_and_is_described(look: str, address: str, visit: Visits) -> None:
    with visit(address, PAGE, look) as visited:
        page = visited.page
        link = page.locator("a.term").first
        assert shown(page) == ""
        link.focus()
        assert shown(page) == link.get_attribute("data-card")
        assert link.get_attribute("aria-describedby") == "term-card"
        box = page.locator("#term-card").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]
        page.keyboard.press("Escape")
        assert shown(page) == ""
        assert link.get_attribute("aria-describedby") is None
        assert not visited.problems


def test_the_card_shows_on_hover_and_can_be_reached(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        page = visited.page
        link = page.locator("a.term").nth(1)
        link.hover()
        assert shown(page) == link.get_attribute("data-card")
        page.locator("#term-card").hover()
        page.wait_for_timeout(400)  # longer than the card waits for the pointer
        assert shown(page) != ""
        page.mouse.move(2, 2)
        page.locator("#term-card").wait_for(state="hidden")

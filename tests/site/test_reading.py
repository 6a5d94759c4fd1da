"""What a reader does on the site: search, download, use the keyboard, choose the dark theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

Visits = Callable[..., AbstractContextManager[Any]]
Expect = Callable[[Iterable[str]], None]

WITH_CODE = "chapters/3-catalog/classification/cross_entropy.html"


def search(page: Page, words: str) -> list[str]:
    """Type words into the search box of the page and return the addresses found."""
    page.locator("input[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    page.locator("#search-summary", has_text=re.compile(".")).wait_for()
    links = page.locator("#search-results li > a")
    return links.evaluate_all("links => links.map(a => a.origin + a.pathname)")


@pytest.mark.parametrize("path", ["index.html", "chapters/0-start/students.html", WITH_CODE])
def test_the_search_box_finds_a_page_by_its_title(
    path: str, address: str, visit: Visits, expect_none: Expect
) -> None:
    with visit(address, path) as visited:
        title = visited.page.locator("h1").first.evaluate("h1 => h1.firstChild.textContent")
        assert f"{address}/{path}" in search(visited.page, title)
        expect_none(visited.problems)


def test_each_page_has_a_form_that_leads_to_the_search(page_path: str, site: Path) -> None:
    page = site / page_path
    html = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    (form,) = html.select("form.sidebar-search-container")
    assert (
        page.parent / str(form["action"]).replace("#", page.name)
    ).resolve() == site / "search.html"


def test_search_finds_a_word_of_the_text_and_links_to_it(
    address: str, visit: Visits, expect_none: Expect
) -> None:
    with visit(address, "index.html") as visited:
        page = visited.page
        assert f"{address}/{WITH_CODE}" in search(page, "label_smoothing")
        page.locator(f"#search-results p > a[href*='{WITH_CODE}#']").first.click()
        page.wait_for_url(f"{address}/{WITH_CODE}#*")
        section = page.locator(f"[id='{urlsplit(page.url).fragment}']")
        assert "label_smoothing" in section.inner_text()
        expect_none(visited.problems)


def test_search_says_so_when_it_finds_nothing(address: str, visit: Visits) -> None:
    with visit(address, "index.html") as visited:
        assert search(visited.page, "zyzzyva") == []


def test_the_link_leads_to_the_notebook_of_the_repository(
    notebook_path: str, site: Path, sources: Path
) -> None:
    page = (site / notebook_path).with_suffix(".html")
    (link,) = BeautifulSoup(page.read_text("utf-8"), "html.parser").select(".take-away a[download]")
    offered = (page.parent / str(link["href"])).resolve()
    assert link.get_text() == "Download notebook"
    assert offered.name == Path(notebook_path).name
    assert offered.read_bytes() == (sources / notebook_path).read_bytes()
    nbformat.validate(nbformat.read(offered, as_version=4))


def test_the_link_downloads_the_notebook(
    address: str, sources: Path, visit: Visits, tmp_path: Path
) -> None:
    with visit(address, WITH_CODE) as visited:
        with visited.page.expect_download() as download:
            visited.page.get_by_role("link", name="Download notebook").click()
        received = tmp_path / download.value.suggested_filename
        download.value.save_as(received)
    source = (sources / WITH_CODE).with_suffix(".ipynb")
    assert received.name == source.name
    assert received.read_bytes() == source.read_bytes()


def test_the_first_tab_stop_skips_to_the_content(address: str, visit: Visits) -> None:
    with visit(address, WITH_CODE) as visited:
        page = visited.page
        page.keyboard.press("Tab")
        assert "skip-to-content" in page.evaluate("document.activeElement.className")
        page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#furo-main-content"
        page.keyboard.press("Tab")
        within = "document.activeElement.closest('article, footer, .toc-drawer') !== null"
        assert page.evaluate(within), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize(("motion", "scrolling"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_scrolling_is_smooth_unless_less_motion_is_asked_for(
    motion: str, scrolling: str, address: str, visit: Visits
) -> None:
    with visit(address, WITH_CODE, reduced_motion=motion) as visited:
        style = "getComputedStyle(document.documentElement).scrollBehavior"
        assert visited.page.evaluate(style) == scrolling


def test_the_phone_menu_opens_by_keyboard_and_has_the_search(address: str, visit: Visits) -> None:
    with visit(address, WITH_CODE, "phone") as visited:
        page = visited.page
        assert not page.locator("input[name=q]").is_visible()
        page.locator("#__navigation").focus()
        page.keyboard.press("Space")
        page.locator("input[name=q]").wait_for()
        assert f"{address}/index.html" in search(page, "Losses by Hand")


def test_phone_header_names_the_page_and_neighbors_are_near(address: str, visit: Visits) -> None:
    with visit(address, WITH_CODE, "phone") as visited:
        page = visited.page
        assert page.locator(".mobile-header .brand").inner_text() == "CrossEntropyLoss"
        trail = page.get_by_role("navigation", name="Neighbors of this page")
        assert "The catalog of losses" in trail.inner_text()
        for rel in ("prev", "next"):
            box = trail.locator(f"a[rel={rel}]").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] < 844


def test_wide_table_is_a_table_of_cards_on_a_phone(address: str, visit: Visits) -> None:
    with visit(address, "chapters/3-catalog/overview.html", "phone") as visited:
        table = visited.page.locator("table.cards").first
        labels = table.locator("thead th").all_inner_texts()
        row = table.locator("tbody tr").nth(1)
        shown = row.locator("td").evaluate_all(
            "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
        )
        assert shown == [f'"{label}"' for label in labels]
        assert visited.page.get_by_role("table").first.get_by_role("columnheader").count() > 2


def test_print_shows_the_answers_and_no_controls(address: str, visit: Visits) -> None:
    with visit(address, WITH_CODE) as visited:
        page = visited.page
        answer = page.locator("details.sd-dropdown p.sd-card-text").first
        assert not answer.is_visible()
        page.emulate_media(media="print")
        assert answer.evaluate("answer => answer.checkVisibility() && answer.offsetHeight > 0")
        for control in (".skip-to-content", ".take-away", ".trail", ".sidebar-drawer"):
            assert not page.locator(control).first.is_visible(), control
        page.emulate_media(media="screen")
        folded = page.locator("details.sd-dropdown:not([open])")
        count = folded.count()
        assert count > 5
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert folded.count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert folded.count() == count


def test_the_dark_theme_can_be_chosen_and_stays(
    address: str, visit: Visits, expect_none: Expect
) -> None:
    def brightness(page: Page) -> int:
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(",")))

    with visit(address, "index.html", "light") as visited:
        page = visited.page
        assert brightness(page) > 600
        page.locator("button.theme-toggle:visible").click()
        assert brightness(page) < 150
        page.goto(f"{address}/{WITH_CODE}")
        assert brightness(page) < 150
        page.locator("button.theme-toggle:visible").click()
        assert brightness(page) > 600
        expect_none(visited.problems)


def test_a_page_reads_without_scripts(
    page_path: str, address: str, visit: Visits, expect_none: Expect
) -> None:
    with visit(address, page_path, java_script_enabled=False) as visited:
        page = visited.page
        assert page.locator("article h1").is_visible()
        if page_path != "search.html":
            assert len(page.locator("article").inner_text()) > 300
        expect_none(visited.problems)

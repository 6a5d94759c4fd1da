"""The search ranks the expected page first, shows results while typing, and has clean excerpts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from book import search

Visits = Callable[..., AbstractContextManager[Any]]
QUERIES = {
    query: f"chapters/{page}.html"
    for part in tomllib.loads((Path(__file__).parent / "queries.toml").read_text("utf-8")).values()
    for query, page in part.items()
}
ADDRESSES = "links => links.map(link => link.pathname)"
RESULTS = """async ([queries, script]) => {
    const { search } = await import(script);
    const pages = {};
    for (const query of queries) {
        pages[query] = (await search(query)).map((page) => new URL(page.url, location).pathname);
    }
    return pages;
}"""


@pytest.fixture(scope="module")
def searched(address: str, visit: Visits) -> Iterator[Callable[[Iterable[str]], dict[str, Any]]]:
    """Return a function from queries to the pages found for each, best first."""
    with visit(address, "search.html") as visited:

        def results(queries: Iterable[str]) -> dict[str, list[str]]:
            script = f"{address}/_static/search.js"
            found = visited.page.evaluate(RESULTS, [list(queries), script])
            return {query: [page.removeprefix("/") for page in found[query]] for query in found}

        yield results


@pytest.fixture(scope="module")
def found(searched: Callable[[Iterable[str]], dict[str, Any]]) -> dict[str, list[str]]:
    """The pages found for each query of the list."""
    return searched(QUERIES)


def share_within(found: dict[str, list[str]], most: int) -> tuple[float, list[str]]:
    missed = [query for query, page in QUERIES.items() if page not in found[query][:most]]
    return 1 - len(missed) / len(QUERIES), missed


def title_of(page: Path) -> str:
    """Return the heading of a page, without the link to it."""
    heading = BeautifulSoup(page.read_text("utf-8"), "html.parser").h1
    assert heading is not None
    return heading.find(string=True, recursive=True) or ""


def test_each_page_is_found_by_its_title(
    site: Path, searched: Callable[[Iterable[str]], dict[str, Any]]
) -> None:
    pages = {path.relative_to(site).as_posix(): title_of(path) for path in site.rglob("*.html")}
    found = searched(pages.values())
    assert len(pages) > 50
    assert [page for page, title in pages.items() if page not in found[title]] == ["search.html"]


def test_there_are_eighty_queries() -> None:
    assert len(QUERIES) >= 80


@pytest.mark.parametrize(("most", "share"), [(1, 0.95), (3, 0.98)])
def test_the_expected_page_comes_first(
    found: dict[str, list[str]], most: int, share: float
) -> None:
    reached, missed = share_within(found, most)
    assert reached >= share, f"not among the first {most}: {missed}"


def test_a_query_without_its_page_is_reported(found: dict[str, list[str]]) -> None:
    query, page = next(iter(QUERIES.items()))
    without = {**found, query: [other for other in found[query] if other != page]}
    assert query in share_within(without, 3)[1]


def test_results_appear_while_typing(
    address: str, visit: Visits, expect_none: Callable[[Iterable[str]], None]
) -> None:
    with visit(address, "search.html") as visited:
        page: Page = visited.page
        for text in ("huber", "huber loss"):
            page.locator("#search-field").press_sequentially(text[-5:])
            page.locator("#search-summary", has_text="page").wait_for()
        links = page.locator("#search-results li > a")
        page.wait_for_function("document.querySelector('#search-results li > a')")
        assert links.evaluate_all(ADDRESSES)[0].endswith("huber_loss.html")
        assert "q=huber" in page.url
        expect_none(visited.problems)


@pytest.mark.parametrize("query", ["cross entropy", "gradient", "softmax", "weight"])
def test_excerpts_are_sentences(address: str, visit: Visits, query: str) -> None:
    with visit(address, f"search.html?q={query}") as visited:
        excerpts = visited.page.locator(".search-excerpt")
        excerpts.first.wait_for()
        texts = excerpts.all_inner_texts()
    assert texts
    for text in texts:
        assert "Show the" not in text
        assert "¶" not in text


def test_the_search_works_in_a_subfolder(
    site: Path, serve: Callable[[Path], str], visit: Visits, tmp_path: Path
) -> None:
    (tmp_path / "deep").symlink_to(site)
    with visit(serve(tmp_path), "deep/search.html?q=huber loss") as visited:
        first = visited.page.locator("#search-results li > a").first
        first.click()
        visited.page.wait_for_url("**/deep/chapters/3-catalog/regression/huber_loss.html")
        assert visited.problems == []


def test_the_search_works_from_a_folder(site: Path, visit: Visits) -> None:
    with visit(site.as_uri(), "search.html?q=perplexity") as visited:
        result = visited.page.locator("#search-results a").first
        result.wait_for()
        assert (result.get_attribute("href") or "").startswith("chapters/")


ARTICLE = """<html><article role="main"><section id="mse">
<h1>MSELoss<a class="headerlink">¶</a></h1>
<p>The mean <math>x</math> of squares.</p>
<details><summary>Show the source</summary><div class="cell_input">x = 1</div></details>
<section id="references"><p>A paper.</p></section></section></article></html>"""


def test_readable_keeps_text_and_drops_formulas() -> None:
    article = search.article_in(ARTICLE)
    assert article is not None
    text = BeautifulSoup(search.readable(article, is_list=False), "html.parser")
    assert text.get_text().split() == ["MSELoss", "The", "mean", "of", "squares.", "x", "=", "1"]
    assert text.h1 is not None
    assert text.h1["id"] == "mse"


def test_a_list_of_links_ranks_lower() -> None:
    article = search.article_in(ARTICLE)
    assert article is not None
    assert f'data-pagefind-weight="{search.IN_A_LIST}"' in search.readable(article, is_list=True)

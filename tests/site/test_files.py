"""The files of the built site: which pages there are, where links lead, what pages load.

Each check is a function from a page's file to the problems it finds, and is tested on a page that
it must reject.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup

from book import describe

LOADS = {"script": "src", "img": "src", "source": "srcset", "iframe": "src", "link": "href"}
LOADS |= {"form": "action", "embed": "src", "object": "data", "video": "src", "audio": "src"}
LINKS = {"a": "href", "use": "href", **LOADS}
LIVE = "live.js"
FOREIGN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""")


@cache
def parsed(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(file: Path) -> frozenset[str]:
    return frozenset(str(tag["id"]) for tag in parsed(file).find_all(id=True))


def addresses(page: Path, attributes: dict[str, str]) -> Iterator[str]:
    for tag in parsed(page).find_all(list(attributes)):
        address = tag.get(attributes[tag.name])
        if address is not None:
            yield str(address)


def link_problems(site: Path, path: str) -> Iterator[str]:
    """Check that every link to a file of the site, and to a target in it, exists."""
    page = site / path
    for address in addresses(page, LINKS):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if parts.scheme not in {"https", "mailto", "data"}:
                yield f"{address} is neither of this site nor https"
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not target.is_relative_to(site) or not target.is_file():
            yield f"{address} leads to no file"
        elif parts.fragment and unquote(parts.fragment) not in anchors(target):
            yield f"{address} leads to no place of that name"


def anchor_problems(site: Path, path: str) -> Iterator[str]:
    """Find duplicate ids."""
    names = Counter(str(tag["id"]) for tag in parsed(site / path).find_all(id=True))
    yield from (f"id {name!r} stands {count} times" for name, count in names.items() if count > 1)


def loading_problems(site: Path, path: str) -> Iterator[str]:
    """Find files that are loaded from another host, twice, or without being used on this page."""
    page = parsed(site / path)
    for address in addresses(site / path, LOADS):
        parts = urlsplit(address)
        if parts.netloc or parts.scheme not in {"", "data"}:
            yield f"loads {address} from another host"
    for style in [*page.find_all("style"), *page.find_all(style=True)]:
        for address in FOREIGN_STYLE.findall(str(style)):
            yield f"a style loads {address} from another host"
    scripts = Counter(
        Path(urlsplit(str(tag["src"])).path).name for tag in page.find_all("script", src=True)
    )
    yield from (f"loads {name} {count} times" for name, count in scripts.items() if count > 1)
    figures = page.select("div.live-figure")
    if bool(figures) != (LIVE in scripts):
        yield f"has {len(figures)} live figures and loads {LIVE} {scripts[LIVE]} times"


def description_problems(site: Path, path: str) -> Iterator[str]:
    """Check the metadata that search engines and messengers read."""
    page = parsed(site / path)
    for name in ("viewport", "description"):
        count = len(page.find_all("meta", attrs={"name": name}))
        if count != 1:
            yield f"{count} tags of the {name}"
    for description in page.find_all("meta", attrs={"name": "description"}):
        if not 40 <= len(str(description["content"])) <= 160:
            yield f"the description has {len(str(description['content']))} characters"
    for data in page.find_all("script", type="application/ld+json"):
        described = json.loads(data.get_text())
        if described["@type"] not in {"Course", "LearningResource"} or not described["description"]:
            yield f"the structured data says too little: {described}"


def problems_of(site: Path, path: str) -> list[str]:
    return [
        *link_problems(site, path),
        *anchor_problems(site, path),
        *loading_problems(site, path),
    ]


def test_the_site_has_exactly_the_pages_of_its_contents(site: Path, sources: Path) -> None:
    contents = yaml.safe_load((sources / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    expected = {f"{name}.html" for name in ["index", "search", *chapters]}
    # `make clean` removes pages of an older build.
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert built ^ expected == set()


def test_links_names_and_loaded_files_of_the_page_are_right(
    site: Path, page_path: str, expect_none: Callable[[Iterable[str]], None]
) -> None:
    expect_none(problems_of(site, page_path))


def test_description_of_the_page_is_right(
    site: Path, page_path: str, expect_none: Callable[[Iterable[str]], None]
) -> None:
    expect_none(description_problems(site, page_path))


def test_chapters_have_descriptions_and_data_of_their_own(site: Path) -> None:
    chapters = sorted((site / "chapters").rglob("*.html"))
    pages = [parsed(chapter) for chapter in [site / "index.html", *chapters]]
    said = [str(page.select_one('meta[name="description"]')) for page in pages]
    assert len(set(said)) == len(said)
    types = [
        json.loads(page.select('script[type="application/ld+json"]')[0].get_text())["@type"]
        for page in pages
    ]
    assert types == ["Course", *["LearningResource"] * len(chapters)]


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ("", "0 tags of the viewport"),
        ('<meta name="viewport"><meta name="viewport">', "2 tags of the viewport"),
        ('<meta name="description" content="short">', "the description has 5 characters"),
        (f'<meta name="description" content="{"long" * 99}">', "the description has 396"),
        (
            '<script type="application/ld+json">{"@type": "Course", "description": ""}</script>',
            "says too little",
        ),
    ],
)
def test_wrong_description_is_reported(added: str, problem: str, tmp_path: Path) -> None:
    found = description_problems(write_site(tmp_path, added), "page.html")
    assert problem in "\n".join(found)


def test_sitemap_lists_addresses_as_xml() -> None:
    places = ElementTree.fromstring(describe.sitemap(["https://a.b/c.html?d&e"]).encode()).iter()
    assert [place.text for place in places if place.text] == ["https://a.b/c.html?d&e"]


def test_no_style_sheet_loads_from_another_host(site: Path) -> None:
    sheets = list(site.rglob("*.css"))
    assert sheets
    found = {sheet.name: FOREIGN_STYLE.findall(sheet.read_text("utf-8")) for sheet in sheets}
    assert not {name: hosts for name, hosts in found.items() if hosts}


SOUND = """<link rel="stylesheet" href="book.css?v=1"><h1 id="top">Title</h1>
<a href="#">up</a> <a href="#top">up</a> <a href="other%20page.html?q=1#sub">on</a>
<a href="https://pytorch.org/#x">PyTorch</a> <img src="data:,">
<script src="book.js"></script>"""


def write_site(folder: Path, added: str) -> Path:
    (folder / "page.html").write_text(SOUND + added)
    (folder / "other page.html").write_text('<h2 id="sub">Other</h2>')
    for name in ("book.css", "book.js", "live.js"):
        (folder / name).touch()
    return folder


def test_a_correct_page_has_no_problem(tmp_path: Path) -> None:
    live = '<script src="live.js"></script><div class="live-figure"></div>'
    assert problems_of(write_site(tmp_path, live), "page.html") == []


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ('<a href="gone.html">x</a>', "gone.html leads to no file"),
        ('<a href="../../etc/passwd">x</a>', "leads to no file"),
        ('<a href="/page.html">x</a>', "leads to no file"),
        ('<a href="#gone">x</a>', "#gone leads to no place"),
        ('<a href="other%20page.html#gone">x</a>', "#gone leads to no place"),
        ('<a href="http://example.com">x</a>', "neither of this site nor https"),
        ('<img src="gone.svg">', "gone.svg leads to no file"),
        ('<p id="top">x</p>', "id 'top' stands 2 times"),
        ('<script src="https://cdn.example/x.js"></script>', "from another host"),
        ('<link rel="preconnect" href="//fonts.example">', "from another host"),
        ("<style>@import 'https://fonts.example/x.css';</style>", "from another host"),
        ('<p style="background: url( //img.example/x.png )">x</p>', "from another host"),
        ('<script src="book.js?v=2"></script>', "loads book.js 2 times"),
        ('<script src="live.js"></script>', "has 0 live figures and loads live.js 1 times"),
        ('<div class="live-figure"></div>', "has 1 live figures and loads live.js 0 times"),
    ],
    ids=[
        *("missing page", "outside the site", "path from the host's root", "missing place"),
        *("missing place elsewhere", "unencrypted", "missing image", "same name twice"),
        *("foreign script", "foreign preconnect", "foreign import", "foreign background"),
        *("script twice", "live script without figure", "live figure without script"),
    ],
)
def test_a_broken_page_is_reported(added: str, problem: str, tmp_path: Path) -> None:
    assert problem in "\n".join(problems_of(write_site(tmp_path, added), "page.html"))

"""Every page of the site, in the light theme, in the dark theme and on a phone.

Each check is a function from an opened page to the problems it finds; at the end of this file each
is tested on a small page that it must reject.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from book.dark import DARK
from lossutil.figures import COLORS

Visits = Callable[..., AbstractContextManager[Any]]
Expect = Callable[[Iterable[str]], None]

SHORTEST_ALT = 20
FILE_NAME = re.compile(r"\.(svg|png|jpe?g|gif|webp)\b|\b[0-9a-f]{12,}\b", re.IGNORECASE)
LIGHT_ENOUGH = 500_000
"""Bytes a page may send before the reader does anything, as a host compresses them. A page is near
350 kB, of which 235 are fonts; MathJax or an icon font would add more than the rest."""

MOST_LINES, MOST_SCREENS = 15, 2
"""What a reader passes on the way to the first picture, at most."""

FORMULAS = r"""() => {
    const problems = [];
    for (const math of document.querySelectorAll("math")) {
        const { width, height } = math.getBoundingClientRect();
        if (width < 2 || height < 2) problems.push(`formula without size: ${math.outerHTML}`);
    }
    for (const error of document.querySelectorAll("merror")) {
        problems.push(`formula with an error: ${error.textContent}`);
    }
    for (const box of document.querySelectorAll(".formula")) {
        if (box.scrollHeight > box.clientHeight + 1) {
            problems.push(`formula cut off: ${box.textContent}`);
        }
    }
    const tex = /\\[a-zA-Z]{2,}|\\[()[\]]|\$\$|\$[^\s$][^$]*\$/;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const { textContent, parentElement } = texts.currentNode;
        const code = parentElement.closest("pre, code.literal, script, style, noscript");
        if (!code && tex.test(textContent)) problems.push(`TeX in the text: ${textContent}`);
    }
    return problems;
}"""

IMAGES = """async () => {
    const images = [...document.images];
    for (const image of images) image.loading = "eager";
    await Promise.allSettled(images.map((image) => image.decode()));
    return images.map((image) => ({
        source: image.getAttribute("src"), alt: image.alt, width: image.naturalWidth,
    }));
}"""

# On a phone the box around the article would scroll sideways, not the document.
WIDTHS = """() => {
    const shown = (part) => getComputedStyle(part).overflowX === "visible";
    const within = (part, box) => part === box || (shown(part) && within(part.parentElement, box));
    const problems = [];
    let box = document.querySelector("article") ?? document.body;
    for (; box; box = box.parentElement) {
        const scrolls = !shown(box) || box === document.documentElement;
        if (!scrolls || box.scrollWidth <= box.clientWidth + 1) continue;
        const edge = box.getBoundingClientRect().left + box.clientWidth;
        const wide = [...box.querySelectorAll("*")].filter((part) =>
            within(part.parentElement, box) &&
            part.getBoundingClientRect().left + part.scrollWidth > edge + 1);
        problems.push(`${box.tagName} scrolls to ${box.scrollWidth} of ${box.clientWidth}, ` +
            `because of ${wide.at(-1)?.outerHTML.slice(0, 120)}`);
    }
    return problems;
}"""

CUT_OFF = """(boxes) => [...document.querySelectorAll(boxes)]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map(({ scrollWidth, clientWidth, textContent }) =>
        `${scrollWidth} of ${clientWidth} pixels: ${textContent.slice(0, 80)}`)
"""

# A page from a notebook shows a picture early, with little code before it.
OPENING = """([lines, screens]) => {
    if (!document.querySelector(".take-away")) return [];
    const pictures = [...document.querySelectorAll("article img")];
    const first = pictures.find((picture) => picture.getBoundingClientRect().width > 100);
    if (!first) return ["no picture"];
    const { top, bottom } = first.getBoundingClientRect();
    const place = ((top + bottom) / 2 + scrollY) / innerHeight;
    const code = [...document.querySelectorAll(".cell_input pre")].filter((pre) =>
        pre.checkVisibility() && pre.compareDocumentPosition(first) & 4);
    const shown = code.flatMap((pre) => pre.textContent.trimEnd().split("\\n")).length;
    return [
        ...(place > screens ? [`the middle of the first picture lies ${place} screens down`] : []),
        ...(shown > lines ? [`${shown} lines of code before the first picture`] : []),
    ];
}"""

PICTURES = """() => [...document.querySelectorAll("article img, .live-figure")].map((picture) => {
    const style = getComputedStyle(picture);
    const changed = [];
    for (let part = picture; part; part = part.parentElement) {
        const { filter, mixBlendMode, opacity } = getComputedStyle(part);
        if (filter !== "none" || mixBlendMode !== "normal" || opacity !== "1") {
            changed.push(`${part.tagName}: ${filter}, ${mixBlendMode}, opacity ${opacity}`);
        }
    }
    return { name: picture.alt ?? picture.className, paper: style.backgroundColor, changed };
})"""

# Note each element that gets the focus, and whether its focus is visible, until the first one gets
# it again. The label is outlined for the checkbox of a phone's menu, and the card for the link that
# covers it.
NOTE_STOPS = """() => {
    const note = (focused) => {
        for (const animation of document.getAnimations()) animation.finish();
        const shown = [focused, focused.closest(".sd-card"), ...(focused.labels ?? [])];
        const visible = shown.some((part) => {
            if (!part) return false;
            const { outlineStyle, outlineWidth, visibility } = getComputedStyle(part);
            const { left, right, width, height } = part.getBoundingClientRect();
            let opacity = 1;
            for (let box = part; box; box = box.parentElement) {
                opacity *= getComputedStyle(box).opacity;
            }
            return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 &&
                visibility === "visible" && opacity > 0.9 &&
                width >= 8 && height >= 8 && right > 0 && left < innerWidth;
        });
        const { className, name, id } = focused;
        const html = focused.outerHTML.slice(0, 160);
        return { visible, kind: [id || name, className].join(" "), html };
    };
    window.stops = [];
    window.around = false;
    let first = null;
    document.addEventListener("focusin", ({ target }) => {
        window.around ||= target === first;
        first ??= target;
        if (!window.around) window.stops.push(note(target));
    });
}"""
AT_ONCE = 20
"""Presses of a key before the page is asked whether all of it was passed."""

CONTROLS = {
    "theme-toggle": "button.theme-toggle:visible",
    "copybtn": "button.copybtn:visible",
    "probe": ".vega-bind input[name=probe]",
    "sidebar-search": "input.sidebar-search:visible",
    "__navigation": "#__navigation:visible",
}
"""What Tab must reach: a word of its name or class → where it is."""

# Axe measures the contrast of every word of code and every letter of a formula, which takes most of
# its time. Those of one kind in one kind of box have the same colors: only the first is kept.
REMOVE_WHAT_LOOKS_THE_SAME = """() => {
    const seen = new Set();
    const again = new Set();
    for (const part of document.querySelectorAll("pre span, math *")) {
        const box = part.closest("div[class]")?.parentElement.className;
        const kind = [box, part.tagName, part.getAttribute("class")].join();
        if (seen.has(kind)) again.add(part);
        seen.add(kind);
    }
    const isNew = (part) => !again.has(part);
    for (const part of again) if (![...part.querySelectorAll("*")].some(isNew)) part.remove();
}"""

COLOR_RULES = ["color-contrast", "link-in-text-block"]
"""Those of axe's usual rules that ask about colors."""

UNFOLD = """(open) => {
    for (const part of document.querySelectorAll("details")) part.open = open;
    const answers = document.querySelectorAll(".guessed-at");
    for (const part of answers) part.classList.toggle("covered", !open);
    for (const animation of document.getAnimations()) animation.finish();
}"""


def unfold(page: Page, unfolded: bool) -> None:
    page.evaluate(UNFOLD, unfolded)


def is_night(page: Page) -> bool:
    return bool(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))


def formula_problems(page: Page) -> list[str]:
    unfold(page, True)
    problems: list[str] = page.evaluate(FORMULAS)
    return problems


def image_problems(page: Page) -> Iterator[str]:
    unfold(page, True)
    for image in page.evaluate(IMAGES):
        if image["width"] == 0:
            yield f"{image['source']} does not load"
        if len(image["alt"]) < SHORTEST_ALT:
            yield f"{image['source']} is not described, its alt text is {image['alt']!r}"
        elif FILE_NAME.search(image["alt"]):
            yield f"{image['source']} has a file name for a description: {image['alt']!r}"


def width_problems(page: Page) -> list[str]:
    unfold(page, True)
    problems: list[str] = page.evaluate(WIDTHS)
    return problems


def cut_off(page: Page) -> list[str]:
    """Find what a screen cuts off: code and outputs on a wide screen, tables on a phone.

    On a phone, lines of code scroll.
    """
    unfold(page, True)
    wide = page.viewport_size is not None and page.viewport_size["width"] >= 1440
    boxes = "article pre, .cell_output .table-wrapper" if wide else "article .table-wrapper"
    problems: list[str] = page.evaluate(CUT_OFF, boxes)
    return problems


def opening_problems(page: Page) -> list[str]:
    """Find pages that begin with code, on a wide screen."""
    unfold(page, False)
    wide = page.viewport_size is not None and page.viewport_size["width"] >= 1440
    problems: list[str] = page.evaluate(OPENING, [MOST_LINES, MOST_SCREENS]) if wide else []
    return problems


def color_problems(page: Page) -> Iterator[str]:
    expected = (DARK if is_night(page) else COLORS)["paper"]
    red, green, blue = bytes.fromhex(expected.lstrip("#"))
    for picture in page.evaluate(PICTURES):
        if picture["paper"] != f"rgb({red}, {green}, {blue})":
            yield f"{picture['name']!r} lies on {picture['paper']}, not on {expected}"
        if picture["changed"]:
            yield f"the colors of {picture['name']!r} are changed: {picture['changed']}"


def tab_stops(page: Page, limit: int = 2000) -> list[dict[str, Any]]:
    """Press Tab through the whole page and return the focused elements."""
    page.evaluate(NOTE_STOPS)
    for _ in range(limit // AT_ONCE):
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate("window.around"):
            stops: list[dict[str, Any]] = page.evaluate("window.stops")
            return stops
    pytest.fail(f"Tab does not come to the end of the page in {limit} steps")


def focus_problems(page: Page) -> Iterator[str]:
    """Press Tab through the page; find what it does not reach, and where no focus is visible."""
    unfold(page, False)
    page.evaluate("scrollTo(0, 0)")
    stops = tab_stops(page)
    kinds = " ".join(stop["kind"] for stop in stops)
    for kind, place in CONTROLS.items():
        if (reached := kinds.count(kind)) != (shown := page.locator(place).count()):
            yield f"Tab reaches {reached} of {shown} {kind}"
    yield from (f"focus is not visible: {stop['html']}" for stop in stops if not stop["visible"])


def accessibility_problems(page: Page) -> Iterator[str]:
    """Run axe on the page as it opens, and again with its folded parts open.

    In the dark theme only colors differ, so only the rules about colors run.
    """
    page.evaluate(REMOVE_WHAT_LOOKS_THE_SAME)
    unfold(page, False)
    options: dict[str, Any] = {"resultTypes": ["violations"]}  # listing all others takes longer
    if is_night(page):
        options["runOnly"] = COLOR_RULES
    violations = Axe().run(page, options=options).response["violations"]
    if page.locator("details").count():
        unfold(page, True)
        folded = {"include": [["details"]]}
        violations += Axe().run(page, folded, options).response["violations"]
    for violation in violations:
        for node in violation["nodes"]:
            reasons = [reason["message"] for reason in node["any"] + node["all"] + node["none"]]
            yield f"{violation['id']}: {reasons}, in {node['html'][:160]}"


def size_as_sent(file: Path) -> int:
    """The compressed size of a file, as a host sends it; fonts are compressed already."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content))


def weight_problems(addresses: list[str], site: Path) -> Iterator[str]:
    """Check the total size of what a page loads before the reader does anything."""
    paths = sorted({urlsplit(address).path.lstrip("/") for address in addresses})
    sizes = {path: size_as_sent(site / path) for path in paths if (site / path).is_file()}
    if sum(sizes.values()) > LIGHT_ENOUGH:
        heaviest = sorted(sizes.items(), key=lambda item: -item[1])
        yield f"{sum(sizes.values())} bytes, more than {LIGHT_ENOUGH}: {heaviest}"


def listed(problems: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(problems))


@pytest.fixture(scope="module", params=["light", "dark", "phone"])
def opened(
    request: pytest.FixtureRequest, page_path: str, address: str, visit: Visits
) -> Iterator[Any]:
    """One page in one look, with its live figures drawn; requests are counted in the light look."""
    wait_until = "networkidle" if request.param == "light" else "load"
    with visit(address, page_path, request.param, wait_until=wait_until) as visited:
        visited.first_requests = list(visited.requests)
        visited.draw_live_figures()
        yield visited


def test_page_opens_without_an_error_a_warning_or_another_host(
    opened: Any, expect_none: Expect
) -> None:
    expect_none(opened.problems)


def test_every_formula_is_drawn(opened: Any, expect_none: Expect) -> None:
    expect_none(formula_problems(opened.page))


def test_every_image_loads_and_is_described(opened: Any, expect_none: Expect) -> None:
    expect_none(image_problems(opened.page))


def test_page_does_not_scroll_sideways(opened: Any, expect_none: Expect) -> None:
    expect_none(width_problems(opened.page))


def test_code_outputs_and_tables_are_not_cut_off(opened: Any, expect_none: Expect) -> None:
    expect_none(cut_off(opened.page))


def test_a_picture_comes_before_the_code(opened: Any, expect_none: Expect) -> None:
    expect_none(opening_problems(opened.page))


def test_pictures_keep_their_colors(opened: Any, expect_none: Expect) -> None:
    expect_none(color_problems(opened.page))


def test_tab_shows_where_it_is_and_reaches_everything(opened: Any, expect_none: Expect) -> None:
    page = opened.page
    way = "__navigation" if page.viewport_size["width"] < 1440 else "sidebar-search"
    assert [page.locator(CONTROLS[kind]).count() for kind in ("theme-toggle", way)] == [1, 1]
    expect_none(focus_problems(page))


def test_axe_finds_no_violation(opened: Any, expect_none: Expect) -> None:
    expect_none(accessibility_problems(opened.page))


def test_page_is_light(opened: Any, site: Path, expect_none: Expect) -> None:
    expect_none(weight_problems(opened.first_requests, site))


# Each check above must be able to fail.

SOUND = """<!doctype html><html lang="en"><head><title>A sound page</title>
<link rel="icon" href="data:,">
<style>body {{ background: #fff; color: #111; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #fff; }} }}
img {{ background: #fffdf8; }}
@media (prefers-color-scheme: dark) {{ img {{ background: #15181e; }} }}</style>{head}</head>
<body><article role="main"><h1>A sound page</h1>
<p>A price of $5, code <code class="literal">\\frac</code>, and
<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.</p>
<img src="curve.svg" alt="A curve that falls from left to right">
<button>Play</button>{body}</article></body></html>"""
CURVE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 0L60 40"/></svg>'
)


@pytest.fixture
def open_broken(tmp_path: Path, serve: Callable[[Path], str], visit: Visits) -> Visits:
    """Return a function that opens the correct page with something added."""

    def opened(look: str = "light", head: str = "", body: str = "") -> AbstractContextManager[Any]:
        (tmp_path / "curve.svg").write_text(CURVE)
        (tmp_path / "page.html").write_text(SOUND.format(head=head, body=body))
        return visit(serve(tmp_path), "page.html", look, wait_until="networkidle")

    return opened


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_a_correct_page_has_no_problem(name: str, open_broken: Visits, expect_none: Expect) -> None:
    with open_broken(name) as visited:
        page = visited.page
        found = [*visited.problems, *formula_problems(page), *image_problems(page)]
        found += [*width_problems(page), *color_problems(page)]
        found += [*focus_problems(page), *accessibility_problems(page)]
    expect_none(found)


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ({"head": '<script src="https://cdn.example/x.js"></script>'}, "asks another host"),
        ({"head": '<link rel="stylesheet" href="//fonts.example/x.css">'}, "asks another host"),
        (
            {
                "head": "<style>@font-face { font-family: F; src: url(https://fonts.example/f) }"
                "h1 { font-family: F }</style>"
            },
            "asks another host",
        ),
        ({"head": '<script src="http://192.0.2.1/x.js"></script>'}, "asks another host"),
        ({"body": "<script>new WebSocket('ws://live.example')</script>"}, "asks another host"),
        ({"body": "<script>fetch('gone.json')</script>"}, "answer 404"),
        ({"body": "<script>console.warn('old')</script>"}, "console warning: old"),
        ({"body": "<script>console.error('bad')</script>"}, "console error: bad"),
        ({"body": "<script>undefined.x</script>"}, "script error"),
    ],
    ids=[
        *("foreign script", "foreign style", "foreign font", "foreign address", "foreign socket"),
        *("missing file", "warning", "error", "exception"),
    ],
)
def test_a_page_with_an_error_is_reported(
    added: dict[str, str], problem: str, open_broken: Visits
) -> None:
    with open_broken(**added) as visited:
        assert problem in listed(visited.problems)


@pytest.mark.parametrize(
    ("check", "look", "body", "problem"),
    [
        (formula_problems, "light", r"<p>\frac{1}{2}</p>", "TeX in the text"),
        (formula_problems, "light", "<p>half of $x_i$ is left</p>", "TeX in the text"),
        (formula_problems, "light", "<details><p>$$</p></details>", "TeX in the text"),
        (formula_problems, "light", r"<code>\ell(z</code>", "TeX in the text"),
        (formula_problems, "light", "<math></math>", "formula without size"),
        (formula_problems, "light", "<math><merror><mi>x</mi></merror></math>", "with an error"),
        (
            formula_problems,
            "light",
            '<p class="formula" style="overflow: hidden; height: 9px"><math><mi>x</mi></math></p>',
            "formula cut off",
        ),
        (image_problems, "light", '<img src="curve.svg">', "is not described"),
        (image_problems, "light", '<img src="curve.svg" alt="a curve">', "is not described"),
        (
            image_problems,
            "light",
            '<img src="curve.svg" alt="../_images/eb8e98e8f20f44f3cebcfc9a56bd.svg">',
            "a file name",
        ),
        (image_problems, "light", '<img src="gone.svg" alt="A curve that has gone">', "not load"),
        (width_problems, "phone", '<p style="width: 400px">wide</p>', "scrolls to"),
        (
            width_problems,
            "phone",
            '<div style="overflow-x: auto"><p style="width: 2000px">wide, in a box</p></div>'
            '<pre style="margin-left: 350px">too far right</pre>',
            "<pre",
        ),
        (cut_off, "light", f"<pre style='overflow-x: auto'>{'long ' * 400}</pre>", "pixels: long"),
        (
            cut_off,
            "dark",
            '<div class="cell_output"><div class="table-wrapper" style="width: 9em">'
            '<p style="width: 10em">table</p></div></div>',
            "pixels: table",
        ),
        (
            cut_off,
            "phone",
            '<div class="table-wrapper" style="width: 9em"><p style="width: 40em">wide</p></div>',
            "pixels: wide",
        ),
        (opening_problems, "light", '<p class="take-away">no large picture</p>', "no picture"),
        (
            opening_problems,
            "light",
            '<p class="take-away"></p><p style="height: 1700px"></p>'
            '<img src="curve.svg" alt="" style="width: 200px; height: 150px">',
            "screens down",
        ),
        (
            opening_problems,
            "light",
            f'<p class="take-away"></p><div class="cell_input"><pre>{"x = 1<br>" * 15}</pre>'
            f"<pre>{chr(10).join('ab')}</pre><pre>{chr(10).join('x' * 14)}</pre></div>"
            '<img src="curve.svg" alt="" style="width: 200px">',
            "17 lines of code",
        ),
        (color_problems, "dark", "<style>img { background: none }</style>", "lies on"),
        (color_problems, "dark", "<style>body { filter: invert(1) }</style>", "are changed"),
        (focus_problems, "light", '<button style="outline: none">x</button>', "not visible"),
        (focus_problems, "phone", '<button style="opacity: 0">x</button>', "not visible"),
        (
            focus_problems,
            "light",
            '<button style="position: fixed; left: -20em">x</button>',
            "not visible",
        ),
        (
            focus_problems,
            "light",
            '<button class="copybtn" tabindex="-1">x</button>',
            "reaches 0 of 1 copybtn",
        ),
        (accessibility_problems, "light", '<p style="color: #bbb">pale</p>', "color-contrast"),
        (accessibility_problems, "dark", '<p style="color: #222">dim</p>', "color-contrast"),
        (
            accessibility_problems,
            "light",
            '<details><summary>Answer</summary><p style="color: #bbb">pale</p></details>',
            "color-contrast",
        ),
        (
            accessibility_problems,
            "light",
            '<pre><span class="k">def</span> <span class="f" style="color: #bbb">loss</span></pre>',
            "color-contrast",
        ),
        (accessibility_problems, "light", "<button></button>", "button-name"),
    ],
    ids=[
        *("TeX", "dollars", "folded TeX", "TeX as code", "empty formula", "error in a formula"),
        *("formula cut off", "no alt", "short alt", "alt is a file", "missing image"),
        *("wide paragraph", "code off the page", "code cut off", "table cut off"),
        "table wider than a phone",
        *("page without picture", "late picture", "code before the picture"),
        *("no paper", "inverted colors"),
        *("no outline", "transparent button", "button off the screen", "button left out"),
        *("pale text", "dim text by night", "pale answer", "pale code", "button without name"),
    ],
)
def test_a_broken_page_is_reported(
    check: Callable[[Page], Any], look: str, body: str, problem: str, open_broken: Visits
) -> None:
    with open_broken(look, body=body) as visited:
        assert problem in listed(check(visited.page))


def test_a_page_that_loads_too_much_is_reported(tmp_path: Path, expect_none: Expect) -> None:
    (tmp_path / "page.html").write_bytes(bytes(10_000_000))  # compresses well
    (tmp_path / "font.woff2").write_bytes(bytes(LIGHT_ENOUGH))
    page, font = "http://127.0.0.1:1/page.html", "http://127.0.0.1:1/font.woff2?v=1"
    expect_none(weight_problems([page], tmp_path))
    assert "font.woff2" in listed(weight_problems([page, font], tmp_path))

"""The built site on a local server, and a browser without access to other hosts.

The tests read the site in ``_build/html``; ``SITE=/path/to/_build/html`` names another one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

SITE = Path(os.environ.get("SITE", Path(__file__).parents[2] / "_build" / "html")).resolve()
SOURCES = SITE.parents[1]
FLAGS = [
    "--no-sandbox",  # not available in most containers, and these pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a container's may be small
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # Whatever a page asks of another host fails at once, and is recorded as a request.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


def built_pages() -> list[str]:
    return sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


def built_notebooks() -> list[str]:
    sources = SITE / "_sources"
    return sorted(path.relative_to(sources).as_posix() for path in sources.rglob("*.ipynb"))


def built_pages_with_a_live_figure() -> list[str]:
    mark = 'class="live-figure"'
    return [path for path in built_pages() if mark in (SITE / path).read_text("utf-8")]


def newest(paths: Iterator[Path]) -> Path:
    return max((path for path in paths if path.is_file()), key=lambda path: path.stat().st_mtime)


def sources_of_the_site() -> Iterator[Path]:
    for name in ("_config.yml", "_toc.yml", "index.md", "references.bib"):
        yield SOURCES / name
    for folder in ("_static", "_templates", "book", "chapters", "exercises"):
        for path in (SOURCES / folder).rglob("*"):
            if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                yield path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with ``page_path`` on every page, with ``live_path`` where a live figure is."""
    # A site that is missing must fail in the fixture ``site``, not leave tests without pages.
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", built_pages() or ["index.html"], scope="module")
    if "live_path" in metafunc.fixturenames:
        paths = built_pages_with_a_live_figure() or ["index.html"]
        metafunc.parametrize("live_path", paths, scope="module")
    if "notebook_path" in metafunc.fixturenames:
        metafunc.parametrize("notebook_path", built_notebooks() or ["index.ipynb"])


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built site, which must be newer than all of its sources."""
    if not (SITE / "index.html").is_file():
        pytest.fail(f"there is no site in {SITE}; run `make book` first", pytrace=False)
    source = newest(sources_of_the_site())
    if source.stat().st_mtime > newest(SITE.rglob("*")).stat().st_mtime:
        pytest.fail(f"the site is older than {source}; run `make book` first", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def expect_none() -> Callable[[Iterable[str]], None]:
    """Return a function that fails if it is given problems, and lists each once."""

    def check(problems: Iterable[str]) -> None:
        found = "\n".join(dict.fromkeys(problems))
        if found:
            pytest.fail(found, pytrace=False)

    return check


@pytest.fixture(scope="session")
def sources(site: Path) -> Path:
    """The folder the site was built from."""
    return SOURCES


class QuietHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections alive

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder and gives its address, such as http://127.0.0.1:1."""
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            handler = partial(QuietHandler, directory=str(folder))
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield start


@pytest.fixture(scope="session")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    return serve(site)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One page, opened in a new profile, with a record of its requests and errors."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    first_requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        self.page.on("requestfailed", self._failed)
        self.page.on("websocket", lambda w: self.problems.append(f"asks another host: {w.url}"))
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("console", self._console)

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # canceled on leaving a page
            self.problems.append(f"request failed, {request.failure}: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"answer {response.status}: {response.url}")

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def draw_live_figures(self) -> int:
        """Scroll to each live figure, wait until it is drawn, and return how many there are."""
        figures = self.page.locator("div.live-figure")
        for figure in figures.all():
            figure.scroll_into_view_if_needed()
            figure.locator("svg.marks").wait_for()
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('div.live-figure')].every(f => f.dataset.drawn)"
        )
        return figures.count()


@pytest.fixture(scope="session")
def visit(browser: Browser) -> Callable[..., Any]:
    """Return a context manager that opens a page: ``with visit(address, path, look) as visit``."""

    @contextmanager
    def opened(
        address: str, path: str, look: str = "light", *, wait_until: Any = "load", **options: Any
    ) -> Iterator[Visit]:
        context = browser.new_context(**{**LOOKS[look], "reduced_motion": "reduce", **options})
        try:
            context.set_default_timeout(10_000)
            visit = Visit(context.new_page(), address)
            visit.page.goto(f"{address}/{path}", wait_until=wait_until)
            visit.page.evaluate("document.fonts.ready.then(() => null)")
            yield visit
        finally:
            context.close()

    return opened

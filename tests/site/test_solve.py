"""Exercises solved on their page, in a browser with access to the site only."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tools import editions
from tools.bank import NOTEBOOKS

Visits = Callable[..., AbstractContextManager[Any]]

PAGES = {
    "huber_loss": "chapters/3-catalog/regression/huber_loss.html",
    "cross_entropy": "chapters/3-catalog/classification/cross_entropy.html",
    "entropy": "chapters/1-information/entropy.html",
}
MASTERS = {master.stem: master for master in NOTEBOOKS}
HUBER = PAGES["huber_loss"]
START = 90_000  # milliseconds until Python runs, on a busy machine


@pytest.fixture(autouse=True)
def solvable(site: Path, program: Callable[..., str]) -> None:
    """A site with editors: one that was built with the runtime."""
    if not (site / "_static" / "solve" / "files.json").is_file():
        program("npm")  # without it the runtime cannot be fetched
        pytest.fail("the site has no runtime; run `make runtime` and `make book`", pytrace=False)


def opened(page: Page) -> None:
    """Open the page's first exercise with the keyboard."""
    page.locator(".solve-open").first.focus()
    page.keyboard.press("Enter")
    page.locator(".solve textarea").first.wait_for()


def write(page: Page, sources: Mapping[str, str]) -> None:
    """Write answers into the editors with the keyboard, solution cell → source."""
    for name, source in sources.items():
        page.get_by_label(f"Your code: {name}", exact=True).focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(source)


def run(page: Page) -> str:
    """Run the tests from the editor; return the sentence that summarizes the results."""
    page.keyboard.press("Control+Enter")
    finished = "() => !document.querySelector('.solve-run').disabled"
    page.wait_for_function(finished, timeout=START)
    return page.locator(".solve-status").inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_reference_written_from_the_keyboard_passes(address: str, visit: Visits, name: str) -> None:
    case = editions.solved(MASTERS[name])
    tests = [cell for cell in case.cells if "points" in cell]
    points = sum(cell["points"] for cell in tests)
    with visit(address, PAGES[name]) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, case.answers)
        said = run(page)
        assert said.startswith(
            f"{len(tests)} of {len(tests)} tests pass: {points} of {points} points"
        )
        assert not page_visit.problems


@pytest.mark.parametrize("name", PAGES)
def test_wrong_answer_gets_the_messages_of_torch(address: str, visit: Visits, name: str) -> None:
    assignment = MASTERS[name].parent.name
    bank = editions.ROOT / "tests" / "bank" / assignment / name / "wrong"
    case = editions.case_of(sorted(bank.glob("*.py"))[0])
    torchs = editions.verdicts([case], browser=False)[case.name]
    with visit(address, PAGES[name]) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, case.answers)
        run(page)
        shown = {
            box.locator("summary").inner_text().split()[0]: (
                box.get_attribute("data-outcome"),
                box.locator(".solve-message").text_content(),
            )
            for box in page.locator(".solve-test").all()
        }
    assert editions.failing(torchs)
    assert shown == torchs


def test_nine_megabytes_are_loaded_after_the_click_only(address: str, visit: Visits) -> None:
    loaded = {}
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        page.on("response", lambda r: loaded.update({r.url: int(r.headers["content-length"])}))
        page.wait_for_timeout(300)
        assert not [url for url in page_visit.requests if "/solve/" in url or "worker" in url]
        opened(page)
        run(page)
    assert any("asm.wasm" in url for url in loaded)
    assert 5_000_000 < sum(size for url, size in loaded.items() if "solve" in url) <= 9_000_000


def test_stop_ends_an_endless_loop_and_a_run_after_it_works(address: str, visit: Visits) -> None:
    case = editions.solved(MASTERS["huber_loss"])
    first = next(iter(case.answers))
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, {first: "def clipped(d, delta):\n    while True:\n        pass"})
        page.keyboard.press("Control+Enter")
        page.wait_for_function(
            "() => document.querySelector('.solve-status').textContent.startsWith('Running')",
            timeout=START,
        )
        page.wait_for_timeout(500)
        assert page.locator(".solve-run").is_disabled()
        page.get_by_role("button", name="Stop").focus()
        page.keyboard.press("Enter")
        assert page.locator(".solve-status").inner_text().startswith("Stopped")
        assert page.locator('.solve-test[data-outcome="stopped"]').count() == 1
        write(page, case.answers)
        assert "12 of 12 tests pass" in run(page)


def test_reload_keeps_the_work_and_start_again_throws_it_away(address: str, visit: Visits) -> None:
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, {"clipped": "my work"})
        page.reload()
        opened(page)
        editor = page.get_by_label("Your code: clipped", exact=True)
        assert editor.input_value() == "my work"
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Start again").click()
        assert "YOUR CODE HERE" in editor.input_value()
        page.reload()
        opened(page)
        assert "YOUR CODE HERE" in editor.input_value()


def test_downloaded_notebook_gets_its_points_from_the_grader(
    address: str, visit: Visits, tmp_path: Path
) -> None:
    case = editions.solved(MASTERS["huber_loss"])
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, case.answers)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download notebook").click()
        assert waiting.value.suggested_filename == "huber_loss.ipynb"
        waiting.value.save_as(tmp_path / "huber_loss.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", str(tmp_path / "huber_loss.ipynb")],
        cwd=editions.ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^total +15 / 15$", done.stdout, re.MULTILINE)


def test_tab_indents_and_escape_tab_leaves_the_editor(address: str, visit: Visits) -> None:
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, {"clipped": "x"})
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        editor = page.get_by_label("Your code: clipped", exact=True)
        assert editor.input_value() == "    x"
        page.keyboard.press("Shift+Tab")
        assert editor.input_value() == "x"
        page.keyboard.press("End")
        page.keyboard.insert_text(":")
        page.keyboard.press("Enter")
        assert editor.input_value() == "x:\n    "
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert not editor.evaluate("editor => editor === document.activeElement")


def test_browser_without_webassembly_says_what_to_do(address: str, visit: Visits) -> None:
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        page.evaluate("() => { delete globalThis.WebAssembly; }")
        opened(page)
        said = run(page)
    assert "lacks WebAssembly" in said
    assert "download the notebook" in said


def test_file_that_is_missing_is_named(address: str, visit: Visits) -> None:
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        page.route("**/course.zip", lambda route: route.fulfill(status=404))
        opened(page)
        assert "course.zip could not be loaded: the server answered 404" in run(page)


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_open_exercise_is_accessible_and_fits(address: str, visit: Visits, look: str) -> None:
    with visit(address, HUBER, look) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, {"clipped": "def clipped(d, delta):\n    return d.sign()"})
        assert "0 of 12 tests pass" in run(page)
        found = Axe().run(page, ".solve").response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
        page.locator(".solve-test").last.scroll_into_view_if_needed()
        page.wait_for_timeout(100)
        tools = page.locator(".solve-tools").bounding_box()
        assert 0 <= tools["y"] < 100  # they stay visible


def test_repeated_run_takes_less_than_a_second(address: str, visit: Visits) -> None:
    case = editions.solved(MASTERS["huber_loss"])
    with visit(address, HUBER) as page_visit:
        page = page_visit.page
        opened(page)
        write(page, case.answers)
        run(page)
        start = page.evaluate("performance.now()")
        run(page)
        assert page.evaluate("performance.now()") - start < 1000

"""The comparison gives each grader the whole exercise and malformed files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compare() -> Iterator[object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        import compare

        yield compare
        del sys.modules["compare"], sys.modules["grading"]


def decorator(points: float, hidden: bool) -> Callable:
    """Stand in for otter's decorator of this name."""
    return lambda test: (points, hidden, test)


def test_otter_gets_every_test_with_its_points(compare, tmp_path):
    compare.otter_tests(tmp_path / "tests")
    cells = nbformat.read(ROOT / "solutions" / compare.ASSIGNMENT / compare.FILE, 4).cells
    about = {c.metadata.nbgrader.grade_id: c for c in cells if c.metadata.get("nbgrader")}
    tests = {name: cell for name, cell in about.items() if cell.metadata.nbgrader.grade}
    found = {}
    for path in (tmp_path / "tests").glob("*.py"):
        text = path.read_text("utf-8").replace("from otter.test_files import test_case", "")
        names: dict = {"test_case": decorator}
        exec(text, names)
        points, hidden, test = names[path.stem]
        assert names["SOURCE"] == tests[path.stem].source
        assert hidden == ("HIDDEN" in names["SOURCE"])
        with pytest.raises(NameError):  # it runs, and lacks the notebook's names
            test({})
        found[path.stem] = points
    assert found == {name: cell.metadata.nbgrader.points for name, cell in tests.items()}


def test_the_malformed_files_hold_the_right_answers(compare):
    right = compare.submissions(ROOT)[0]
    odd = compare.odd_files(right)
    files = [(name, data) for files in odd.values() for name, data in files.items()]
    assert len({data for _, data in files} | {right.encode()}) >= 5
    assert any(data.startswith(b"\xef\xbb\xbf") for _, data in files)
    for name, data in files:
        if ".ipynb" in name:
            cells = nbformat.reads(data.decode("utf-8-sig"), 4).cells
            sources = [cell.source for cell in nbformat.reads(right, 4).cells]
            assert [c.source for c in cells if c.source in sources] == sources


def test_the_table_compares_with_stock_and_the_older_commit(compare):
    medians = {"stock": 3.0, "older": 0.45, "ours": 0.2}
    *_, first, last = sys.modules["grading"].table(medians, 200, 8).splitlines()[-3:]
    assert first == "| older | 0.450 | 6.7× | 1.0× |"
    assert last == "| ours | 0.200 | 15.0× | 2.2× |"
    assert "200 submissions (8 for stock)" in sys.modules["grading"].table(medians, 200, 8)


def test_the_page_has_the_measured_table_and_batch():
    page = (ROOT / "chapters" / "0-start" / "instructors.md").read_text("utf-8")
    table = page.partition("<!-- graders: begin -->")[2].partition("<!-- graders: end -->")[0]
    numbers = re.findall(r"\| (\d\.\d{3}) \| (\d+\.\d)× \| (\d+\.\d)× \|", table)
    seconds, than_stock, than_older = zip(*(map(float, row) for row in numbers), strict=True)
    assert than_stock == pytest.approx([seconds[0] / each for each in seconds], rel=0.03)
    assert than_older == pytest.approx([seconds[1] / each for each in seconds], rel=0.03, abs=0.06)
    assert (
        "at most" in page.partition("<!-- batch: begin -->")[2].partition("<!-- batch: end -->")[0]
    )

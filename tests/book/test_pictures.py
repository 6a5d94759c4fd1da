"""When two pictures count as equal."""

from __future__ import annotations

import pytest

from tools.pictures import LIVE, SVG, TOLERANCE, difference

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(path: str, *, name: str = "m0123456789", more: str = "", text: str = "loss") -> str:
    return (
        f"<svg {XLINK}><defs><path id='{name}' d='M 0 0 L 1 1'/></defs><path d='{path}'/>"
        f"<use xlink:href='#{name}' x='3.5'/><g style='fill: #1d5fa8'/>"
        f"<use xlink:href='#Sans-31'/><text>{text}</text>{more}</svg>"
    )


STORED = drawing("M 0 0 L 100 50 L 200 0")


@pytest.mark.parametrize(
    "computed",
    [
        STORED,
        drawing("M 0 0.4 L 100.5 50 L 200 0"),  # each coordinate within the tolerance
        drawing("M 0 0 L 50 25 L 100 50 L 200 0"),  # an additional point on a straight line
        drawing("M 0 0 L 100 50 L 150 25.5 L 200 0"),
        drawing("M 0 0 L 100 50 L 200 0", name="mabcdef0123"),  # with another hash in its name
    ],
)
def test_picture_within_tolerance_is_the_same(computed: str) -> None:
    assert difference(SVG, STORED, computed) == ""


@pytest.mark.parametrize(
    ("computed", "where"),
    [
        (drawing(f"M 0 0 L 100 {50 + 2 * TOLERANCE} L 200 0"), "path d"),
        (drawing("M 0 0 L 200 0"), "path d"),  # the corner is missing
        (drawing("M 0 0 L 100 50"), "path d"),  # the end is missing
        (drawing("M 0 0 L 100 50 M 100 50 L 200 0"), "path d"),  # two lines
        (drawing("M 0 0 C 100 50 200 0 1 1"), "path d"),  # a curve
        (STORED.replace("x='3.5'", "x='9.5'"), "use x"),
        (STORED.replace("#1d5fa8", "#c2410c"), "g style"),
        (STORED.replace("<text>loss", "<text>cost"), "text: loss became cost"),
        (STORED.replace("href='#m0123456789'", "href='#m9876543210'"), "use"),
        (STORED.replace("Sans-31", "Sans-32"), "use"),  # another letter
        (drawing("M 0 0 L 100 50 L 200 0", more="<g/>"), "stands where nothing was"),
    ],
)
def test_picture_beyond_tolerance_is_named(computed: str, where: str) -> None:
    assert where in difference(SVG, STORED, computed)


FIGURE = {"data": {"values": [{"x": 0.1, "y": 2}, {"x": 1e-12, "y": None}]}, "mark": "line"}


def test_live_figure_within_tolerance_is_the_same() -> None:
    near = {"data": {"values": [{"x": 0.1000001, "y": 2}, {"x": 0.0, "y": None}]}, "mark": "line"}
    assert difference(LIVE, FIGURE, near) == ""


@pytest.mark.parametrize("path", ["M0 {}", "M 0 0 L 5 0 {} 9", "M 0 0 H {}", "M 1 {} z"])
def test_path_written_otherwise_is_compared(path: str) -> None:
    assert difference(SVG, drawing(path.format(1)), drawing(path.format(1.5))) == ""
    assert difference(SVG, drawing(path.format(1)), drawing(path.format(4)))


@pytest.mark.parametrize(
    "values",
    [
        [{"x": 0.101, "y": 2}, {"x": 1e-12, "y": None}],
        [{"x": 0.1, "y": 3}, {"x": 1e-12, "y": None}],
        [{"x": 0.1, "y": 2}, {"x": 1e-12, "y": 0}],
        [{"x": 0.1, "y": 2}],
        [{"x": 0.1, "z": 2}, {"x": 1e-12, "y": None}],
    ],
)
def test_live_figure_beyond_tolerance_is_named(values: list[dict[str, object]]) -> None:
    assert "$.data" in difference(LIVE, FIGURE, {"data": {"values": values}, "mark": "line"})


def test_other_kinds_must_be_equal() -> None:
    assert difference("text/html", "a", "b") == "text/html differs"

"""Figures take their colors from the theme, even if the system prefers the other one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator

from book import dark
from lossutil.figures import COLORS

Visits = Callable[..., AbstractContextManager[Any]]
PAGE = "chapters/3-catalog/classification/cross_entropy.html"
BLANK_LEFT = 3
"""Pixels from the left edge of a figure, where nothing is drawn."""


def luminance(color: str) -> float:
    """Relative luminance as WCAG defines it."""
    shares = dark.numbers(color) / 255
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def painted(picture: Locator) -> set[str]:
    """Return the colors of a picture's background, at its edge."""
    picture.scroll_into_view_if_needed()
    pixels = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("RGB"))
    return {f"#{color.tobytes().hex()}" for color in pixels[20:-20, BLANK_LEFT]}


@pytest.mark.parametrize("role", sorted(set(dark.DARK) - {"grid", "paper"}))
def test_color_has_contrast_on_both_backgrounds(role: str) -> None:
    assert contrast(COLORS[role], COLORS["paper"]) >= 4.5
    assert contrast(dark.DARK[role], dark.DARK["paper"]) >= 4.5


def test_every_role_has_a_color_of_the_dark_theme() -> None:
    assert dark.DARK.keys() == COLORS.keys()


def test_every_color_of_a_figure_has_one_in_the_dark_theme(site: Path) -> None:
    figures = list((site / "_images").glob("*.svg"))
    assert len(figures) > 100
    for figure in figures:
        svg = figure.read_text("utf-8")
        drawn = set(re.findall(r"(?:fill|stroke)(?:: |=\")([^;\"]+)", svg)) - {"none"}
        hatched = {color for color in drawn if color.startswith("url(#")}
        assert all(color.startswith("var(--c") for color in drawn - hatched), (figure.name, drawn)
        partners = set(re.findall(r"(--c[0-9a-f]{6}):#[0-9a-f]{6}", svg))
        used = set(re.findall(r"var\((--c[0-9a-f]{6}),#[0-9a-f]{6}\)", svg))
        assert used == partners, figure.name


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_figures_have_the_background_of_the_theme(
    theme: str, system: str, address: str, visit: Visits
) -> None:
    with visit(address, PAGE, system) as visited:
        page = visited.page
        page.evaluate("(theme) => { document.body.dataset.theme = theme }", theme)
        shown = system if theme == "auto" else theme
        paper = (dark.DARK if shown == "dark" else COLORS)["paper"]
        figure = page.locator("figure img").first
        assert painted(figure) == {paper}
        visited.draw_live_figures()
        live = page.locator(".live-figure").first
        assert painted(live.locator("svg.marks")) == {paper}
        ink = (dark.DARK if shown == "dark" else COLORS)["ink"]
        texts = live.locator("svg.marks .role-axis-title text").first
        color = texts.evaluate("text => getComputedStyle(text).fill")
        assert color == f"rgb({', '.join(str(int(part)) for part in dark.numbers(ink))})"


def test_printed_figures_are_light(address: str, visit: Visits) -> None:
    with visit(address, PAGE, "dark") as visited:
        visited.page.emulate_media(media="print")
        assert painted(visited.page.locator("figure img").first) == {COLORS["paper"]}

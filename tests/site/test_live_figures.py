"""Live figures are loaded when they come into view, change with their sliders, and equal torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator
from torch.nn import functional as F

Visits = Callable[..., AbstractContextManager[Any]]
Expect = Callable[[Iterable[str]], None]

CROSS_ENTROPY = "chapters/3-catalog/classification/cross_entropy.html"
NEAR = 400
"""Pixels below the screen at which live.js begins to load the library."""

# The content of the picture: the points of each drawn line, converted from pixels to data.
DRAWN_LINES = """async (figure) => {
    const view = await figure.view.runAsync();
    const [x, y] = [view.scale("x"), view.scale("y")];
    const lines = {};
    const collect = ({ marktype, items }) => {
        for (const item of items ?? []) {
            if (marktype === "group") item.items.forEach(collect);
            if (marktype !== "line") continue;
            (lines[item.datum.line] ??= []).push([x.invert(item.x), y.invert(item.y)]);
        }
    };
    collect(view.scenegraph().root);
    return lines;
}"""
PICTURE = "async figure => (await figure.view.runAsync()) && figure.querySelector('svg').innerHTML"
PATHS = """async (figure) => {
    await figure.view.runAsync();
    return [...figure.querySelectorAll(".mark-line path")].map((path) => path.getAttribute("d"));
}"""


@pytest.fixture(scope="module")
def opened(live_path: str, address: str, visit: Visits) -> Iterator[Any]:
    with visit(address, live_path, viewport={"width": 1000, "height": 500}) as visited:
        yield visited


def asked_for(visited: Any, name: str) -> bool:
    return any(f"/{name}" in request for request in visited.requests)


def sliders(figure: Locator) -> list[Locator]:
    found = figure.locator(".vega-bind input[type=range]").all()
    assert found, "a live figure without a slider is not live"
    return found


def test_pages_without_a_figure_do_not_load_the_script(site: Path) -> None:
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    live = [path for path, text in pages.items() if 'class="live-figure"' in text]
    assert len(live) > 5
    assert [path for path, text in pages.items() if "live.js" in text] == live


def test_the_library_is_loaded_only_when_a_figure_is_near(opened: Any, expect_none: Expect) -> None:
    page = opened.page
    page.wait_for_load_state("networkidle")
    distances = page.locator("div.live-figure").evaluate_all(
        "figures => figures.map(f => f.getBoundingClientRect().top - innerHeight)"
    )
    assert distances
    assert asked_for(opened, "live.js")
    assert asked_for(opened, "vega.js") == any(distance < NEAR for distance in distances)
    opened.draw_live_figures()
    assert asked_for(opened, "vega.js")
    expect_none(opened.problems)


def test_each_slider_moves_the_picture_by_keyboard(opened: Any, expect_none: Expect) -> None:
    opened.draw_live_figures()
    for figure in opened.page.locator("div.live-figure").all():
        for slider in sliders(figure):
            name = slider.get_attribute("name")
            # The slider of the point moves dots along the lines, all others change the lines.
            state = PICTURE if name == "probe" else PATHS
            before, value = figure.evaluate(state), slider.input_value()
            slider.focus()
            key = "ArrowLeft" if value == slider.get_attribute("max") else "ArrowRight"
            slider.press(key)
            assert slider.input_value() != value, f"{key} does not move the slider {name}"
            slider.press("End" if key == "ArrowRight" else "Home")
            assert figure.evaluate(state) != before, f"the slider {name} moves nothing"
    expect_none(opened.problems)


def test_each_figure_and_slider_says_what_it_is(opened: Any) -> None:
    opened.draw_live_figures()
    for figure in opened.page.locator("div.live-figure").all():
        description = figure.locator("[role=graphics-document]").get_attribute("aria-label")
        assert description is not None
        assert len(description.split()) >= 8, description
        names = [slider.evaluate("s => s.labels[0]?.innerText") for slider in sliders(figure)]
        assert all(names), names
        assert len(set(names)) == len(names), names


def cross_entropy(
    z: torch.Tensor, epsilon: float, weight: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss and gradient over the logit of the true class, with two other logits at 0."""
    z = z.clone().requires_grad_()
    logits = torch.stack([z, torch.zeros_like(z), torch.zeros_like(z)], dim=1)
    weights = torch.tensor([weight, 1.0, 1.0], dtype=z.dtype)
    truth = torch.zeros(len(z), dtype=torch.long)
    loss = F.cross_entropy(logits, truth, weights, label_smoothing=epsilon, reduction="none")
    (gradient,) = torch.autograd.grad(loss.sum(), z)
    return loss.detach(), gradient


@pytest.fixture(scope="module")
def drawn_cross_entropy(address: str, visit: Visits) -> Iterator[Locator]:
    with visit(address, CROSS_ENTROPY) as visited:
        assert visited.draw_live_figures() > 0
        yield visited.page.locator("div.live-figure").first


@pytest.mark.parametrize(
    ("epsilon", "weight"),
    [(0.0, 1.0), (0.3, 1.0), (1.0, 1.0), (0.0, 2.5), (0.1, 0.5), (0.75, 3.0)],
)
def test_the_drawn_cross_entropy_is_what_torch_computes(
    epsilon: float, weight: float, drawn_cross_entropy: Locator
) -> None:
    for name, value in {"epsilon": epsilon, "w": weight}.items():
        drawn_cross_entropy.locator(f"input[name={name}]").fill(str(value))
    lines = drawn_cross_entropy.evaluate(DRAWN_LINES)
    assert lines.keys() == {"loss", "gradient"}
    z, drawn_loss = torch.tensor(lines["loss"], dtype=torch.float64).T
    same_z, drawn_gradient = torch.tensor(lines["gradient"], dtype=torch.float64).T
    assert len(z) >= 100
    assert z.max() - z.min() > 5
    torch.testing.assert_close(same_z, z)
    loss, gradient = cross_entropy(z, epsilon, weight)
    torch.testing.assert_close(drawn_loss, loss, atol=1e-6, rtol=0)
    torch.testing.assert_close(drawn_gradient, gradient, atol=1e-6, rtol=0)

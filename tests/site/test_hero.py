"""The figure on the first page shows what torch computes, and works with the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import torch
from playwright.sync_api import Page
from torch import Tensor
from torch.nn import functional as F

Visits = Callable[..., AbstractContextManager[Any]]
LOSSES: dict[str, Callable[..., Tensor]] = {
    "Squared": F.mse_loss,
    "Absolute": F.l1_loss,
    "Huber": F.huber_loss,
}
ON_CURVE = """([line]) => {
    const path = document.querySelector(`.hero-figure [data-line=${line}]`);
    const dot = document.querySelector(`.hero-figure .on-${line}`);
    const [x, y] = [dot.cx.baseVal.value, dot.cy.baseVal.value];
    const length = path.getTotalLength();
    const distances = Array.from({ length: 2000 }, (_, i) => {
        const point = path.getPointAtLength((length * i) / 1999);
        return Math.hypot(point.x - x, point.y - y);
    });
    return Math.min(...distances);
}"""


@pytest.fixture(scope="module")
def first_page(address: str, visit: Visits) -> Iterator[Page]:
    with visit(address, "index.html") as visited:
        yield visited.page


def said(page: Page) -> list[float]:
    text = page.locator(".hero-figure output").inner_text().replace("−", "-")
    return [float(number) for number in re.findall(r"-?\d+\.\d+", text)]


@pytest.mark.parametrize("error", [-3.0, -1.0, -0.4, 0.0, 0.7, 2.3, 3.0])
@pytest.mark.parametrize("name", LOSSES)
def test_numbers_are_those_of_torch(name: str, error: float, first_page: Page) -> None:
    first_page.get_by_label(name, exact=True).check()
    first_page.get_by_label("error", exact=True).fill(str(error))
    x = torch.tensor(error, dtype=torch.float64, requires_grad=True)
    loss = LOSSES[name](x, torch.zeros_like(x))
    (gradient,) = torch.autograd.grad(loss, x)
    assert said(first_page) == pytest.approx([error, loss.item(), gradient.item()], abs=0.0051)


@pytest.mark.parametrize("line", ["loss", "gradient"])
@pytest.mark.parametrize("name", LOSSES)
def test_dot_is_on_the_curve(name: str, line: str, first_page: Page) -> None:
    first_page.get_by_label(name, exact=True).check()
    first_page.get_by_label("error", exact=True).fill("-1.7")
    assert first_page.evaluate(ON_CURVE, [line]) < 1


def test_figure_works_by_keyboard_and_says_its_value(first_page: Page) -> None:
    slider = first_page.get_by_label("error", exact=True)
    slider.fill("1.5")
    slider.press("ArrowLeft")
    assert said(first_page)[0] == 1.4
    assert slider.get_attribute("aria-valuetext") == first_page.locator("output").inner_text()
    first_page.get_by_label("Squared", exact=True).focus()
    first_page.keyboard.press("ArrowRight")
    assert first_page.get_by_label("Absolute", exact=True).is_checked()


def test_first_page_links_to_a_loss_and_its_exercise(first_page: Page) -> None:
    link = first_page.get_by_role("link", name="Understand one loss in ten minutes")
    assert "chapters/3-catalog/" in str(link.get_attribute("href"))
    doors = first_page.locator(".sd-card-title").all_inner_texts()
    assert doors == ["Read", "Solve", "Teach"]


def test_figure_without_scripts_shows_no_controls(address: str, visit: Visits) -> None:
    with visit(address, "index.html", java_script_enabled=False) as visited:
        assert visited.page.locator(".hero-figure svg").is_visible()
        assert not visited.page.locator(".hero-figure input").first.is_visible()
        assert said(visited.page) == [1.5, 2.25, 3.0]

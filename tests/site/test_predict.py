"""Questions take a guess, show the answer after it, and keep score on the reader's device."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

Visits = Callable[..., AbstractContextManager[Any]]
Expect = Callable[[Any], None]
PAGE = "chapters/3-catalog/beyond.html"
NUMBER, CHOICE = 0, 1
"""Places of two questions on the page; the number is 0.578, give or take 0.03."""
RIGHT, WRONG = "1, as for an object that is missed", "Near 0, since"
FIGURE = "fig-beyond-dpo"
CLAIMS = "chapters/5-practice/folklore.html"
REFUSE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("refused", "SecurityError"); },
});"""
ANSWERS = """(form) => {
    const parts = [...document.querySelectorAll("form.guess, .guessed-at")];
    const rest = parts.slice(parts.indexOf(form) + 1);
    const next = rest.findIndex((part) => part.matches("form"));
    return rest.slice(0, next < 0 ? rest.length : next).map((part) => part.checkVisibility());
}"""


def question(page: Page, place: int) -> Locator:
    return page.locator("form.guess").nth(place)


def shown(form: Locator) -> list[bool]:
    """For each part of a question's answer, whether it is visible."""
    parts: list[bool] = form.evaluate(ANSWERS)
    assert parts
    return parts


def choose(form: Locator, words: str) -> None:
    form.get_by_label(words).check()
    form.get_by_role("button", name="Check").click()


def say(form: Locator, number: str) -> None:
    form.get_by_label("A number").fill(number)
    form.get_by_role("button", name="Check").click()


def test_answer_is_hidden_until_the_guess(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        first, second = question(visited.page, NUMBER), question(visited.page, CHOICE)
        assert not any(shown(first) + shown(second))
        choose(second, RIGHT)
        assert all(shown(second))
        assert not any(shown(first))
        expect(second.locator("output")).to_contain_text("Right. Right so far: 1 of 1 on this page")
        expect(second.locator("output")).to_be_focused()


def test_wrong_choice_is_told_the_right_one(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        form = question(visited.page, CHOICE)
        form.get_by_role("button", name="Check").click()
        assert not any(shown(form)), "nothing was chosen"
        choose(form, WRONG)
        expect(form.locator("output strong")).to_have_text(f"No. The right choice is: {RIGHT}.")
        assert form.locator("label.right").inner_text().startswith(RIGHT)
        assert form.locator("label.wrong").inner_text().startswith(WRONG)
        assert form.get_by_label(WRONG).is_checked()
        form.get_by_role("button", name="Guess again").click()
        assert not any(shown(form))
        assert form.locator("label.right").count() == 0
        choose(form, RIGHT)
        expect(form.locator("output")).to_contain_text("1 of 1 on this page, 1 of 1 in the book")


def test_number_is_right_within_its_tolerance(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        form = question(visited.page, NUMBER)
        right = ["0.578", "0,6", " .548 ", "0.608", "5.78e-1"]
        for typed in [*right, "0.609", "0.547", "-0.578", "−0.578"]:
            say(form, typed)
            assert all(shown(form))
            verdict = "Right" if typed in right else "No"
            expect(form.locator("strong")).to_have_text(f"{verdict}: the cell prints 0.578.")
            form.get_by_role("button", name="Guess again").click()
            expect(form.get_by_label("A number")).to_have_value("")


def test_text_that_is_no_number_is_not_a_guess(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        form = question(visited.page, NUMBER)
        for typed in ("about a half", "0.5 or 0.6", "-", " ", ""):
            say(form, typed)
            assert not any(shown(form))
            message = form.get_by_label("A number").evaluate("field => field.validationMessage")
            assert "Type a number" in message or (message and not typed)


def test_score_stays_and_is_shared_with_other_tabs(
    address: str, visit: Visits, expect_none: Expect
) -> None:
    with visit(address, PAGE) as visited:
        page = visited.page
        other = page.context.new_page()
        other.goto(f"{address}/{PAGE}")
        asked = len(visited.requests)
        choose(question(page, CHOICE), RIGHT)
        say(question(other, NUMBER), "0.7")
        told = "Right so far: 1 of 2 on this page, 1 of 2 in the book."
        for place in (NUMBER, CHOICE):
            expect(question(page, place).locator("output")).to_contain_text(told)
        assert all("/_images/" in request for request in visited.requests[asked:]), "tells a server"
        assert page.context.cookies() == []
        page.reload()
        for place in (NUMBER, CHOICE):
            expect(question(page, place).locator("output")).to_contain_text(told)
        assert question(page, NUMBER).get_by_label("A number").input_value() == "0.7"
        expect_none(visited.problems)


def test_score_lasts_for_the_page_where_nothing_is_kept(
    browser: Any, site: object, address: str
) -> None:
    context = browser.new_context()
    try:
        context.add_init_script(REFUSE)
        page = context.new_page()
        page.goto(f"{address}/{PAGE}")
        choose(question(page, CHOICE), RIGHT)
        expect(question(page, CHOICE).locator(".score")).to_contain_text("Right so far: 1 of 1")
        assert all(shown(question(page, CHOICE)))
        page.reload()
        assert not any(shown(question(page, CHOICE)))
    finally:
        context.close()


def test_answers_can_be_shown_without_a_guess(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        page = visited.page
        first, second = question(page, NUMBER), question(page, CHOICE)
        second.get_by_role("button", name="Show the answer").click()
        assert all(shown(second))
        assert not any(shown(first))
        second.get_by_role("button", name="Hide the answer").click()
        assert not any(shown(second))
        second.get_by_role("button", name="Show the answer").click()
        second.get_by_role("button", name="Always show answers").click()
        assert all(shown(first))
        page.reload()
        assert all(shown(first) + shown(second))
        first.get_by_role("button", name="Hide all answers").click()
        assert not any(shown(first) + shown(second))


def test_link_into_a_hidden_answer_opens_it(address: str, visit: Visits) -> None:
    with visit(address, f"{PAGE}#{FIGURE}") as visited:
        page = visited.page
        expect(page.locator(f"#{FIGURE}")).to_be_in_viewport()
        page.reload()
        expect(page.locator(f"#{FIGURE}")).to_be_in_viewport()
        page.goto(f"{address}/{CLAIMS}")
        page.goto(f"{address}/{PAGE}")
        expect(page.locator(f"#{FIGURE}")).to_be_hidden()
        page.evaluate(f"location.hash = '{FIGURE}'")
        expect(page.locator(f"#{FIGURE}")).to_be_in_viewport()
        assert not any(shown(question(page, NUMBER)))


def test_question_works_by_keyboard(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        form, press = question(visited.page, CHOICE), visited.page.keyboard.press
        form.get_by_role("radio").first.focus()
        press("ArrowDown")
        press("ArrowDown")
        press("Enter")
        expect(form.locator("output")).to_contain_text("Right.")
        expect(form.locator("output")).to_be_focused()
        press("Tab")
        press("Enter")
        expect(form.get_by_role("radio").first).to_be_focused()
        press("Tab")
        expect(form.get_by_role("button", name="Check")).to_be_focused()
        press("Tab")
        press("Enter")
        assert all(shown(form))
        expect(form.locator("output")).to_be_focused()


def test_page_without_scripts_has_questions_and_answers(address: str, visit: Visits) -> None:
    with visit(address, PAGE, java_script_enabled=False) as visited:
        page = visited.page
        assert page.get_by_text(RIGHT).is_visible()
        assert all(part.is_visible() for part in page.locator(".guessed-at").all())
        assert not any(part.is_visible() for part in page.locator("form.guess").all())
        page.goto(f"{address}/{CLAIMS}")
        assert page.locator(".claims td:nth-child(3)").first.inner_text() == "false"
        assert page.locator(".claims button").count() == 0


def test_paper_has_questions_answers_and_verdicts(address: str, visit: Visits) -> None:
    with visit(address, PAGE) as visited:
        page = visited.page
        choose(question(page, CHOICE), WRONG)
        page.emulate_media(media="print")
        assert page.get_by_text(RIGHT, exact=True).first.is_visible()
        assert all(part.is_visible() for part in page.locator(".guessed-at").all())
        controls = page.locator("form.guess").locator("input, button, legend, output")
        assert controls.count() > 20
        assert not any(part.is_visible() for part in controls.all())
        page.goto(f"{address}/{CLAIMS}")
        assert all(part.is_visible() for part in page.locator(".claims .verdict").all())
        assert not any(part.is_visible() for part in page.locator(".claims button").all())


@pytest.mark.parametrize("look", ["light", "phone"])
def test_claims_are_judged_before_their_verdicts(
    look: str, address: str, visit: Visits, expect_none: Expect
) -> None:
    with visit(address, CLAIMS, look) as visited:
        page = visited.page
        verdicts, told = page.locator(".claims .verdict"), page.locator(".claims-bar p")
        assert verdicts.count() == 30
        assert not any(verdict.is_visible() for verdict in verdicts.all())
        for number, says in ((1, "false"), (4, "true"), (5, "false")):
            page.get_by_role("group", name=f"Claim {number}", exact=True).get_by_role(
                "button", name=says, exact=True
            ).click()
        expect(told).to_have_text("Claim 5: right, it is false. 2 of 3 right. 27 to go.")
        assert [verdict.is_visible() for verdict in verdicts.all()[:6]] == [
            *(True, False, False, True, True, False)
        ]
        expect(page.locator(".claims tbody tr").nth(3).locator("td").nth(2)).to_have_text(
            "✗ you said true: true for β = 1 only"
        )
        following = page.get_by_role("group", name="Claim 6", exact=True).get_by_role("button")
        expect(following.first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(told).to_have_text("Claim 6: right, it is half true. 3 of 4 right. 26 to go.")
        page.reload()
        expect(told).to_have_text("3 of 4 right. 26 to go.")
        page.get_by_role("button", name="Show all verdicts").click()
        assert all(verdict.is_visible() for verdict in verdicts.all())
        page.get_by_role("button", name="Start again").click()
        assert not any(verdict.is_visible() for verdict in verdicts.all())
        expect_none(visited.problems)

"""The students' page lists what the code refuses."""

from __future__ import annotations

from tools import refused


def test_the_students_page_lists_what_each_exercise_refuses() -> None:
    assert refused.PAGE.read_text("utf-8") == refused.page()


def test_the_list_has_every_exercise_with_a_guard() -> None:
    rows = [line for line in refused.table().splitlines() if line.startswith("| ") and "/" in line]
    assert len(rows) >= 30
    assert any("cross_entropy | `cross_entropy`" in row for row in rows)

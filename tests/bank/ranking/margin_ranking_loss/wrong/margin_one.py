"""Writes the hinge of the textbook.

fails: test_ranking_hinge_values
says: you took the margin for 1
"""


def ranking_hinge(leads, margin):
    return (1 - leads).clamp(min=0)

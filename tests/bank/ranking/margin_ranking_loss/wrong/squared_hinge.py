"""Squares.

fails: test_ranking_hinge_values
says: the hinge is not squared
"""


def ranking_hinge(leads, margin):
    return (margin - leads).clamp(min=0).square()

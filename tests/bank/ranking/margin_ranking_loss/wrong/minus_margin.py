"""Subtracts the margin.

fails: test_ranking_hinge_values
says: it has to be reached
"""


def ranking_hinge(leads, margin):
    return (-leads - margin).clamp(min=0)

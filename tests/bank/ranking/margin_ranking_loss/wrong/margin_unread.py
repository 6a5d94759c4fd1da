"""Ignores the margin.

fails: test_ranking_hinge_values
says: the margin was not used
"""


def ranking_hinge(leads, margin):
    return (-leads).clamp(min=0)

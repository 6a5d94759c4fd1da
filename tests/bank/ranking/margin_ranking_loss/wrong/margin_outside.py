"""Adds the margin outside of the maximum.

fails: test_ranking_hinge_values
says: you added the margin after the cut
"""


def ranking_hinge(leads, margin):
    return (-leads).clamp(min=0) + margin

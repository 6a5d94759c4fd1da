"""Forgets the maximum.

fails: test_ranking_hinge_values
says: a large lead must not earn a reward
"""


def ranking_hinge(leads, margin):
    return margin - leads

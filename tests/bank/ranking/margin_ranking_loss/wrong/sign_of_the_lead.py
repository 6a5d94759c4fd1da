"""Forgets the minus of the formula.

fails: test_ranking_hinge_values
says: a LARGE lead costs nothing
"""


def ranking_hinge(leads, margin):
    return (leads + margin).clamp(min=0)

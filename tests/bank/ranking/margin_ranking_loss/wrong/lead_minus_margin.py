"""Subtracts the wrong way round.

fails: test_ranking_hinge_values
says: it charges pairs in the right order
"""


def ranking_hinge(leads, margin):
    return (leads - margin).clamp(min=0)

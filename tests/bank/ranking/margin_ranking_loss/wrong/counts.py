"""Counts the pairs that are not at rest.

fails: test_ranking_hinge_values
says: you counted the pairs
"""


def ranking_hinge(leads, margin):
    return (leads < margin).to(leads.dtype)

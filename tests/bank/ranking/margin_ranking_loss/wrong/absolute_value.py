"""Takes the absolute value for the maximum.

fails: test_ranking_hinge_values
says: the absolute value charges it
"""


def ranking_hinge(leads, margin):
    return (margin - leads).abs()

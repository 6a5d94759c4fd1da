"""Counts the target among the rivals.

fails: test_hinges_values
says: the target competes with itself
"""


def hinges(lead, target, p=1, margin=1.0):
    return (margin - lead).relu() ** p

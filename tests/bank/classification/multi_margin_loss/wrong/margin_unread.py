"""Fixes the margin at 1.

fails: test_hinges_values
says: the argument margin was not used
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((1 - lead).relu() ** p).scatter(-1, target.unsqueeze(-1), 0)

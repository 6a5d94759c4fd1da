"""Adds the lead to the margin.

fails: test_hinges_values
says: the sign: what is missing
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin + lead).relu() ** p).scatter(-1, target.unsqueeze(-1), 0)

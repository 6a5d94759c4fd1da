"""Lets a long lead count as a gain.

fails: test_hinges_values
says: cut off at 0
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin - lead) ** p).scatter(-1, target.unsqueeze(-1), 0)

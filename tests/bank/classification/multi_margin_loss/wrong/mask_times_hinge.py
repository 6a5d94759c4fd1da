"""Multiplies by a mask of the short leads.

fails: test_hinges_far
says: 0 · inf is nan
"""


def hinges(lead, target, p=1, margin=1.0):
    short = margin - lead
    return ((short > 0) * short**p).scatter(-1, target.unsqueeze(-1), 0)

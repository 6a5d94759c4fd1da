"""Cuts off with clamp.

fails: test_hinges_corner
says: the slope of the side that pulls
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin - lead).clamp(min=0) ** p).scatter(-1, target.unsqueeze(-1), 0)

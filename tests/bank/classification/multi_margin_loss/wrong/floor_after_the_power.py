"""Squares before it cuts off.

fails: test_hinges_values
says: do so before the power
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin - lead) ** p).relu().scatter(-1, target.unsqueeze(-1), 0)

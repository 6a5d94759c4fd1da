"""Multiplies by p.

fails: test_hinges_values
says: p is a power, not a factor
"""


def hinges(lead, target, p=1, margin=1.0):
    return (p * (margin - lead).relu()).scatter(-1, target.unsqueeze(-1), 0)

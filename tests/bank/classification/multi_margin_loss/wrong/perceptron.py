"""Leaves the margin out.

fails: test_hinges_values
says: missing for a win
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((-lead).relu() ** p).scatter(-1, target.unsqueeze(-1), 0)

"""Ignores p.

fails: test_hinges_values
says: the argument p was not used
"""


def hinges(lead, target, p=1, margin=1.0):
    return (margin - lead).relu().scatter(-1, target.unsqueeze(-1), 0)

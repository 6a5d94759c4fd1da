"""Takes the absolute value.

fails: test_hinges_values
says: abs punishes a long lead
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin - lead).abs() ** p).scatter(-1, target.unsqueeze(-1), 0)

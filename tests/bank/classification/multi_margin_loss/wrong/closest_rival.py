"""Takes the largest hinge, as Crammer and Singer do.

fails: test_hinges_values
says: only the closest rival
"""


def hinges(lead, target, p=1, margin=1.0):
    return ((margin - lead).relu() ** p).scatter(-1, target.unsqueeze(-1), 0).amax(-1)

"""Says that everything can be learned.

fails: test_plateau
says: this patient does not reach it
"""


def plateau(classes):
    return 0.0

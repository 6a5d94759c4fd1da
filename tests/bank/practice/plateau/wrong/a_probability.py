"""Forgets the logarithm.

fails: test_plateau
says: this is a probability
"""

import math


def plateau(classes):
    return math.e / (math.e + classes - 1)

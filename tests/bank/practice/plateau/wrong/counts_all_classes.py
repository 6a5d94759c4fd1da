"""Counts the right class among the others.

fails: test_plateau
says: C - 1 other classes are left
"""

import math


def plateau(classes):
    return math.log(math.e + classes) - 1

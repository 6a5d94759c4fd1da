"""Gives the loss at the start.

fails: test_plateau
says: this is the first loss
"""

import math


def plateau(classes):
    return math.log(classes)

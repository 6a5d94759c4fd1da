"""Takes logsumexp only.

fails: test_plateau
says: the score 1 of the right class is missing
"""

import math


def plateau(classes):
    return math.log(math.e + classes - 1)

"""Returns a Python number.

fails: test_self_information_values
says: ValueError
"""

import math


def self_information(p):
    return -math.log(p)

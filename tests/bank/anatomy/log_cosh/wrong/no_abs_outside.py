"""Takes the size in the exponent only.

fails: test_log_cosh_values
says: the absolute value is missing
"""

import math

from torch.nn import functional as F


def log_cosh(error):
    return error + F.softplus(-2 * error.abs()) - math.log(2)

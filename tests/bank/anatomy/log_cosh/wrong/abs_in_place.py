"""Takes the size in place.

fails: test_log_cosh_random
says: changed its argument error
"""

import math

from torch.nn import functional as F


def log_cosh(error):
    a = error.abs() if error.requires_grad else error.abs_()
    return a + F.softplus(-2 * a) - math.log(2)

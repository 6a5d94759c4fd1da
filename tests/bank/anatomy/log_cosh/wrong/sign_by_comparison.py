"""Takes the size by a comparison that gives 0 a side.

fails: test_log_cosh_gradient
says: a slope at 0 that is not 0
"""

import math

import torch
from torch.nn import functional as F


def log_cosh(error):
    a = torch.where(error >= 0, error, -error)
    return a + F.softplus(-2 * error.abs()) - math.log(2)

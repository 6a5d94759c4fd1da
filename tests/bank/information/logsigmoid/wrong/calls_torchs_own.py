"""Uses torch's own.

fails: test_logsigmoid_values
says: is torch's own
"""

import torch


def logsigmoid(x):
    return torch.nn.functional.logsigmoid(x)

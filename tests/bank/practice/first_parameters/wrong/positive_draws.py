"""Draws from 0 to 1.

fails: test_first_parameters_draws
says: have the mean ½
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    kind = {"generator": generator, "dtype": torch.float64}
    return {
        "w1": torch.rand(hidden, inputs, **kind),
        "b1": torch.zeros(hidden, dtype=torch.float64),
        "w2": torch.rand(outputs, hidden, **kind),
        "b2": torch.zeros(outputs, dtype=torch.float64),
    }

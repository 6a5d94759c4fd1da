"""Divides by n.

fails: test_first_parameters_draws
says: 1/n is the variance
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    kind = {"generator": generator, "dtype": torch.float64}
    return {
        "w1": torch.randn(hidden, inputs, **kind) / inputs,
        "b1": torch.zeros(hidden, dtype=torch.float64),
        "w2": torch.randn(outputs, hidden, **kind) / hidden,
        "b2": torch.zeros(outputs, dtype=torch.float64),
    }

"""Stores the weights as (in, out).

fails: test_first_parameters_draws
says: stored as (in, out)
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    kind = {"generator": generator, "dtype": torch.float64}
    return {
        "w1": torch.randn(inputs, hidden, **kind) / inputs**0.5,
        "b1": torch.zeros(hidden, dtype=torch.float64),
        "w2": torch.randn(hidden, outputs, **kind) / hidden**0.5,
        "b2": torch.zeros(outputs, dtype=torch.float64),
    }

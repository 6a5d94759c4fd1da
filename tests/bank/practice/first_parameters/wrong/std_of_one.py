"""Forgets the scale.

fails: test_first_parameters_draws
says: the std is 1/√n; this is 1
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    kind = {"generator": generator, "dtype": torch.float64}
    return {
        "w1": torch.randn(hidden, inputs, **kind),
        "b1": torch.zeros(hidden, dtype=torch.float64),
        "w2": torch.randn(outputs, hidden, **kind),
        "b2": torch.zeros(outputs, dtype=torch.float64),
    }

"""Ignores the generator for one of the layers.

fails: test_first_parameters_draws
says: the argument generator is not handed to every draw
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    w1 = torch.randn(hidden, inputs, generator=generator, dtype=torch.float64)
    w2 = torch.randn(outputs, hidden, dtype=torch.float64)
    return {
        "w1": w1 / inputs**0.5,
        "b1": torch.zeros(hidden, dtype=torch.float64),
        "w2": w2 / hidden**0.5,
        "b2": torch.zeros(outputs, dtype=torch.float64),
    }

"""Leaves the dtype out.

fails: test_first_parameters_draws
says: wrong dtype
"""

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    return {
        "w1": torch.randn(hidden, inputs, generator=generator) / inputs**0.5,
        "b1": torch.zeros(hidden),
        "w2": torch.randn(outputs, hidden, generator=generator) / hidden**0.5,
        "b2": torch.zeros(outputs),
    }

"""Draws uniformly, with the std that is asked for."""

import math

import torch


def first_parameters(inputs, hidden, outputs, generator=None):
    def layer(rows, columns):
        bound = math.sqrt(3 / columns)
        draws = torch.rand(rows, columns, generator=generator, dtype=torch.float64)
        weight = (2 * draws - 1) * bound
        return weight.requires_grad_(), torch.zeros(rows, dtype=torch.float64, requires_grad=True)

    w1, b1 = layer(hidden, inputs)
    w2, b2 = layer(outputs, hidden)
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}

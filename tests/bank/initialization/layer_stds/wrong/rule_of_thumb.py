"""Knows the gains of a table.

fails: test_layer_stds_tanh
says: 5/3 is torch's rule of thumb
"""

import math

import torch


def layer_stds(shapes, activation, mode="fan_in"):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(mode)
    left = float(mean_square(activation))
    if left == 0:
        raise ValueError("nothing is left")
    gain = 5 / 3 if activation is torch.tanh else 1 / math.sqrt(left)
    fans = [shape[1 if mode == "fan_in" else 0] for shape in shapes]
    return [(gain if layer else 1) / math.sqrt(fan) for layer, fan in enumerate(fans)]

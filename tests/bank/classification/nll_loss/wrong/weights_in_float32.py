"""Starts from zeros of the default dtype.

fails: test_target_weights_random
says: has the wrong dtype
"""

import torch


def target_weights(target, weight, ignore_index=-100):
    shares = torch.zeros(target.shape)
    for c, w in enumerate(weight.tolist()):
        shares[target == c] = w
    shares[target == ignore_index] = 0.0
    return shares

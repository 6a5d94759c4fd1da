"""Makes the weights sum to 1 first.

fails: test_target_weights_values
says: you divided the weights by their sum
"""

import torch


def target_weights(target, weight, ignore_index=-100):
    kept = target != ignore_index
    return torch.where(kept, (weight / weight.sum())[torch.where(kept, target, 0)], 0)

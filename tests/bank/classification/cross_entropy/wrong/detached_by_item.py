"""Goes through a Python number, which carries no gradient.

fails: test_batch_loss_gradient
says: cut the graph
"""

import torch


def batch_loss(logits, target):
    rows = log_softmax(logits, 1)
    return torch.tensor([-rows[i, y].item() for i, y in enumerate(target.tolist())])

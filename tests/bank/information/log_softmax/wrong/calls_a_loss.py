"""Lets a loss do it, class by class.

fails: test_log_softmax_values
says: is torch's own
"""

import torch


def log_softmax(x, dim=-1):
    rows = x.movedim(dim, -1).reshape(-1, x.size(dim))
    targets = torch.eye(x.size(dim), dtype=x.dtype)
    losses = [
        -torch.nn.functional.cross_entropy(rows, row.expand_as(rows), reduction="none")
        for row in targets
    ]
    return torch.stack(losses, -1).reshape(x.movedim(dim, -1).shape).movedim(-1, dim)

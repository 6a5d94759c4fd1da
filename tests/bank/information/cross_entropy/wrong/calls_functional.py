"""Uses torch's own.

fails: test_cross_entropy_values
says: is torch's own
"""

import torch


def cross_entropy(p, q, dim=-1):
    losses = torch.nn.functional.cross_entropy(
        q.log().movedim(dim, 1 if q.dim() > 1 else 0),
        p.movedim(dim, 1 if p.dim() > 1 else 0),
        reduction="none",
    )
    return losses

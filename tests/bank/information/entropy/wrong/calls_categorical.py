"""Uses torch's own distribution.

fails: test_entropy_values
says: is torch's own
"""

import torch


def entropy(p, dim=-1):
    return torch.distributions.Categorical(probs=p.movedim(dim, -1)).entropy()

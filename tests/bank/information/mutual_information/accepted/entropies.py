"""The entropies of the marginals less that of the pair."""

import torch


def mutual_information(joint):
    def entropy(p):
        return -torch.xlogy(p, p).sum()

    return entropy(joint.sum(0)) + entropy(joint.sum(1)) - entropy(joint)

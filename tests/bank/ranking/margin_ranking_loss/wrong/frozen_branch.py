"""Builds a new tensor from numbers.

fails: test_ranking_hinge_corner
says: the gradient of leads is missing
also: a branch that autograd cannot follow
"""

import torch


def ranking_hinge(leads, margin):
    return torch.tensor([max(0.0, margin - one) for one in leads.tolist()])

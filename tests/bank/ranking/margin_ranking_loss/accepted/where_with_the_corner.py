"""The hinge by torch.where, the corner on the left side."""

import torch


def ranking_hinge(leads, margin):
    missing = margin - leads
    return torch.where(missing >= 0, missing, torch.zeros_like(missing))

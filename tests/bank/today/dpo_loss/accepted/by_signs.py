"""Gives both judgments to step 1 as pairs of a margin and zero."""

import torch


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):

    ratios = torch.stack([chosen - rejected, (rejected_ref - chosen_ref).detach()]).sum(0)
    nothing = torch.zeros_like(ratios)
    losses = [bradley_terry_loss(sign * beta * ratios, nothing) for sign in (1, -1)]
    return losses[0] * (1 - label_smoothing) + losses[1] * label_smoothing

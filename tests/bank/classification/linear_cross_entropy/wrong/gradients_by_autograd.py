"""Asks autograd.

fails: test_loss_and_gradients_formula
says: does not require grad
"""

import torch


def loss_and_gradients(input, linear_weight, target):
    x, W = input.detach().requires_grad_(), linear_weight.detach().requires_grad_()
    logits = x @ W.T
    loss = (logits.logsumexp(1) - logits[range(len(target)), target]).sum()
    return loss.detach(), *torch.autograd.grad(loss, (x, W))

"""Asks for one gradient at a time."""

import torch


def gradient_report(loss, parameters):
    def word(gradient):
        if gradient is None:
            return "cut"
        size = gradient.abs().sum().item()
        if not torch.tensor(size).isfinite():
            return "nan"
        return "alive" if size > 0 else "zero"

    value = loss(parameters)
    if not value.requires_grad:
        return dict.fromkeys(parameters, "cut")
    return {
        name: word(torch.autograd.grad(value, p, allow_unused=True, retain_graph=True)[0])
        for name, p in parameters.items()
    }

"""Calls backward on copies."""

import torch


def gradient_report(loss, parameters):
    copies = {n: p.detach().clone().requires_grad_() for n, p in parameters.items()}
    value = loss(copies)
    if value.requires_grad:
        value.backward()
    report = {}
    for name, p in copies.items():
        g = p.grad
        if g is None:
            report[name] = "cut"
        elif torch.isnan(g).any() or torch.isinf(g).any():
            report[name] = "nan"
        else:
            report[name] = "alive" if g.count_nonzero() else "zero"
    return report

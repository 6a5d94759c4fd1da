"""Lets one entry decide.

fails: test_gradient_report_kinds
says: all(…) and not any(…)
"""

import torch


def gradient_report(loss, parameters):
    value = loss(parameters)
    if not value.requires_grad:
        return dict.fromkeys(parameters, "cut")
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True)
    report = {}
    for name, g in zip(parameters, found):
        if g is None:
            report[name] = "cut"
        elif not g.isfinite().all():
            report[name] = "nan"
        elif (g == 0).any():
            report[name] = "zero"
        else:
            report[name] = "alive"
    return report

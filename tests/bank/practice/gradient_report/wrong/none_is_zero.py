"""Takes None for 0.

fails: test_gradient_report_kinds
says: None and 0 are mixed up
"""

import torch


def gradient_report(loss, parameters):
    value = loss(parameters)
    if not value.requires_grad:
        return dict.fromkeys(parameters, "zero")
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True)
    report = {}
    for name, g in zip(parameters, found):
        if g is None or (g == 0).all():
            report[name] = "zero"
        elif not g.isfinite().all():
            report[name] = "nan"
        else:
            report[name] = "alive"
    return report

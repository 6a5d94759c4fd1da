"""Takes 0 for no path.

fails: test_gradient_report_zero
says: a path with the gradient 0 that was taken for no path
"""

import torch


def gradient_report(loss, parameters):
    value = loss(parameters)
    if not value.requires_grad:
        return dict.fromkeys(parameters, "cut")
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True)
    report = {}
    for name, g in zip(parameters, found):
        if g is None or (g == 0).all():
            report[name] = "cut"
        elif not g.isfinite().all():
            report[name] = "nan"
        else:
            report[name] = "alive"
    return report

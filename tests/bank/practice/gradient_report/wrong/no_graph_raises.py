"""Does not expect a loss without a graph.

fails: test_gradient_report_kinds
says: does not require grad
"""

import torch


def gradient_report(loss, parameters):
    value = loss(parameters)
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True)
    report = {}
    for name, g in zip(parameters, found):
        if g is None:
            report[name] = "cut"
        elif not g.isfinite().all():
            report[name] = "nan"
        elif (g == 0).all():
            report[name] = "zero"
        else:
            report[name] = "alive"
    return report

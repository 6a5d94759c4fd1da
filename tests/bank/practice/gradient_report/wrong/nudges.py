"""Nudges a parameter to tell 0 from alive, and does not take it back.

fails: test_gradient_report_only_looks
says: a nudge that was not taken back
"""

import torch


def gradient_report(loss, parameters):
    value = loss(parameters)
    if not value.requires_grad:
        return dict.fromkeys(parameters, "cut")
    found = torch.autograd.grad(value, list(parameters.values()), allow_unused=True)
    report = {}
    for (name, p), g in zip(parameters.items(), found):
        if g is None:
            report[name] = "cut"
        elif not g.isfinite().all():
            report[name] = "nan"
        else:
            with torch.no_grad():
                p -= 1e-3 * g
            report[name] = "alive" if g.any() else "zero"
    return report

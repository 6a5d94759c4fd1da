"""Calls backward on the parameters themselves.

fails: test_gradient_report_no_trace
says: the report
"""


def gradient_report(loss, parameters):
    value = loss(parameters)
    if value.requires_grad:
        value.backward()
    report = {}
    for name, p in parameters.items():
        g = p.grad
        if g is None:
            report[name] = "cut"
        elif not g.isfinite().all():
            report[name] = "nan"
        elif (g == 0).all():
            report[name] = "zero"
        else:
            report[name] = "alive"
    return report

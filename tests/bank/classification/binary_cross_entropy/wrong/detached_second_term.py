"""Detaches what looks like a constant.

fails: test_bernoulli_nll_gradient
says: takes ln(1 - p) for a constant
"""


def bernoulli_nll(p, y):
    yes, no = clamped_logs(p)
    return -(y * yes + (1 - y) * no.detach())

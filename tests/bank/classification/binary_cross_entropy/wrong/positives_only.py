"""Leaves the second term out.

fails: test_bernoulli_nll_values
says: the second term is missing
"""


def bernoulli_nll(p, y):
    yes, _ = clamped_logs(p)
    return -y * yes

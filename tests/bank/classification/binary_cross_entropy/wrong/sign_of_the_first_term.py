"""Puts the minus before the first term only.

fails: test_bernoulli_nll_values
says: covers the first term only
"""


def bernoulli_nll(p, y):
    yes, no = clamped_logs(p)
    return -y * yes + (1 - y) * no

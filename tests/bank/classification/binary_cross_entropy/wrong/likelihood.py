"""Forgets the minus sign.

fails: test_bernoulli_nll_values
says: the sign is turned
"""


def bernoulli_nll(p, y):
    yes, no = clamped_logs(p)
    return y * yes + (1 - y) * no

"""Pairs y with the wrong logarithm.

fails: test_bernoulli_nll_values
says: y goes with ln p
"""


def bernoulli_nll(p, y):
    yes, no = clamped_logs(p)
    return -((1 - y) * yes + y * no)

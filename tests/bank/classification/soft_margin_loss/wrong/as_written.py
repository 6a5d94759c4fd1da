"""Writes the formula down.

fails: test_log_one_plus_exp_far
says: exp(89) is infinite in float32
"""


def log_one_plus_exp(u):
    return u.exp().log1p()

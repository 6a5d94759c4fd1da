"""Multiplies each branch by 0 or 1.

fails: test_log_one_plus_exp_far
says: a mask that multiplies
"""


def log_one_plus_exp(u):
    far = (u > 80).to(u.dtype)
    return far * u + (1 - far) * u.exp().log1p()

"""Takes out exp(u) always.

fails: test_log_one_plus_exp_far
says: exp(-u) is infinite on the left, too
"""


def log_one_plus_exp(u):
    return u + (-u).exp().log1p()

"""Takes clamp for max(u, 0).

fails: test_log_one_plus_exp_slope
says: Yours is 1: clamp says 1
"""


def log_one_plus_exp(u):
    return u.clamp(min=0) + (-u.abs()).exp().log1p()

"""Takes relu for max(u, 0).

fails: test_log_one_plus_exp_slope
says: Yours is 0: relu says 0
"""


def log_one_plus_exp(u):
    return u.relu() + (-u.abs()).exp().log1p()

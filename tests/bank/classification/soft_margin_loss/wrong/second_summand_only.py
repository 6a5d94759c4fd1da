"""Forgets max(u, 0).

fails: test_log_one_plus_exp_values
says: max(u, 0) is missing
"""


def log_one_plus_exp(u):
    return (-u.abs()).exp().log1p()

"""Takes the logarithm of the exponential.

fails: test_log_one_plus_exp_values
says: the 1 is missing
"""


def log_one_plus_exp(u):
    return u.exp().log()

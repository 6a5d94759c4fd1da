"""Returns the sigmoid.

fails: test_log_one_plus_exp_values
says: this is the slope
"""


def log_one_plus_exp(u):
    return u.sigmoid()

"""Takes the logarithm to base 2.

fails: test_log_one_plus_exp_values
says: the base is e, not 2
"""


def log_one_plus_exp(u):
    return (1 + u.exp()).log2()

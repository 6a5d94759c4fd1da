"""Does not take the 1 off.

fails: test_kl_estimators_values
says: the 1 is not taken off
"""


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square() / 2, d.exp() - d

"""Weighs with the first argument.

fails: test_kl_terms_values
says: the target weighs
"""


def kl_terms(log_q, p):
    return log_q * (log_q - p.log())

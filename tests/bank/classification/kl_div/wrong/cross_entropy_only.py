"""Forgets the entropy of the target.

fails: test_kl_terms_values
says: subtract the entropy of the target
"""


def kl_terms(log_q, p):
    return -p * log_q

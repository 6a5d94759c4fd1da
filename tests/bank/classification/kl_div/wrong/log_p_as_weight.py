"""Forgets exp.

fails: test_kl_terms_from_logs_values
says: the weight is p, not ln p
"""


def kl_terms_from_logs(log_q, log_p):
    return log_p * (log_p - log_q)

"""Takes the logarithm of the target once more.

fails: test_kl_terms_from_logs_values
says: the logarithm of a logarithm
"""


def kl_terms_from_logs(log_q, log_p):
    return log_p.exp() * (log_p.log() - log_q)

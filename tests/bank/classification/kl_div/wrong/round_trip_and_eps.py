"""Goes back to the probability, with a small number inside the logarithm.

fails: test_kl_terms_from_logs_small
says: the gradient of log_p is not right
"""


def kl_terms_from_logs(log_q, log_p):
    p = log_p.exp()
    return p * ((p + 1e-30).log().detach() - log_q)

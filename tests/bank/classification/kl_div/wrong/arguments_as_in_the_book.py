"""Takes the arguments in the order of the formula.

fails: test_kl_terms_values
says: this is KL(q||p)
"""


def kl_terms(log_q, p):
    return log_q.exp() * (log_q - p.log())

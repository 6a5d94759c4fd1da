"""Takes 1 off a rounded exponential (unslothai/unsloth-zoo#1240).

fails: test_kl_estimators_near
says: was rounded to float32
"""


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square() / 2, d.exp() - 1 - d

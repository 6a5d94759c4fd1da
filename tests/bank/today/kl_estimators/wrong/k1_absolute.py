"""Makes k1 positive.

fails: test_kl_estimators_values
says: this is the absolute value
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return d.abs(), d.square() / 2, torch.expm1(d) - d

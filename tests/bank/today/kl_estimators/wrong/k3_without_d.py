"""Does not take d off.

fails: test_kl_estimators_values
says: d is not taken off
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square() / 2, torch.expm1(d)

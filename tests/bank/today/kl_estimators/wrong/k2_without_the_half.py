"""Forgets the half.

fails: test_kl_estimators_values
says: the ½ is missing
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square(), torch.expm1(d) - d

"""Weighs each answer by its probability.

fails: test_kl_estimators_values
says: weighed by its probability
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return tuple(log_pi.exp() * k for k in (-d, d.square() / 2, torch.expm1(d) - d))

"""Inverts the ratio in k3.

fails: test_kl_estimators_values
says: the ratio is inverted
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square() / 2, torch.expm1(-d) + d

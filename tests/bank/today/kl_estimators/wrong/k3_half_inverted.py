"""Inverts the ratio in the exponential only.

fails: test_kl_estimators_values
says: inverted in the exponential, but not
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return -d, d.square() / 2, torch.expm1(-d) - d

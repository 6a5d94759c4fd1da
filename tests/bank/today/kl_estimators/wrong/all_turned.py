"""Takes policy minus reference for d.

fails: test_kl_estimators_values
says: the sign is turned
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_pi - log_ref
    return -d, d.square() / 2, torch.expm1(d) - d

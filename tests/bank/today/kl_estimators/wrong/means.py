"""Takes the means.

fails: test_kl_estimators_values
says: no mean
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return tuple(k.mean() for k in (-d, d.square() / 2, torch.expm1(d) - d))

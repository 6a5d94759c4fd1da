"""Cuts the graph, as for logging.

fails: test_kl_estimators_random
says: cannot trace back to
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = (log_ref - log_pi).detach()
    return -d, d.square() / 2, torch.expm1(d) - d

"""Takes reference minus policy (qiancheng0/ToolRL#52).

fails: test_kl_estimators_values
says: the sign is turned
"""

import torch


def kl_estimators(log_pi, log_ref):
    d = log_ref - log_pi
    return d, d.square() / 2, torch.expm1(d) - d

"""Adds the smallest number of the dtype to the probability, so that no logarithm is infinite.

fails: test_info_nce_loss_extreme
says: a small number inside of a
"""

import torch
from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    tiny = torch.finfo(logits.dtype).tiny
    rows = -(logits.softmax(1).diagonal() + tiny).log()
    columns = -(logits.softmax(0).diagonal() + tiny).log()
    return (rows + columns).mean() / 2

"""Goes through the entries one by one."""

import torch


def kl_terms(log_q, p):
    log_q, p = torch.broadcast_tensors(log_q, p)
    terms = []
    for a, b in zip(log_q.reshape(-1), p.reshape(-1), strict=True):
        cross = -b * a
        terms.append(cross if b == 0 else b * b.log() + cross)
    return torch.stack(terms).reshape(p.shape) if terms else p

"""Removes ignored targets with a factor of 0.

fails: test_picked_ignored
says: a mask that multiplies does not remove
"""


def picked(log_p, target, ignore_index=-100):
    dim = min(1, log_p.dim() - 1)
    kept = target != ignore_index
    index = (target * kept).unsqueeze(dim)
    return -log_p.gather(dim, index).squeeze(dim) * kept

"""Brings everything into rows and picks with two index tensors."""


def picked(log_p, target, ignore_index=-100):
    rows = log_p[None] if log_p.dim() == 1 else log_p.transpose(0, 1).flatten(1).T
    labels = target.reshape(-1)
    kept = (labels != ignore_index).nonzero()[:, 0]
    if (labels[kept] < 0).any():
        raise IndexError("classes begin at 0")
    losses = log_p.new_zeros(len(labels))
    losses = losses.index_put((kept,), -rows[kept, labels[kept]])
    return losses.reshape(target.shape)

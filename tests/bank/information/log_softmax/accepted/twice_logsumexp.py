"""Shifts, then uses step 1."""


def log_softmax(x, dim=-1):
    shifted = x - x.detach().amax(dim, keepdim=True)
    total = logsumexp(shifted, dim)
    return shifted - (total if x.dim() == 0 else total.unsqueeze(dim))

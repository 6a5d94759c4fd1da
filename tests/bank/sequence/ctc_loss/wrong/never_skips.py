"""Has no skips.

fails: test_log_alpha_counts
says: you never skip
"""

import torch


def log_alpha(log_probs, word, blank=0):
    labels = torch.tensor(extended(word, blank))
    states = len(labels)
    row = torch.full((states,), NEVER, dtype=log_probs.dtype)
    row[0] = 0.0
    nothing = torch.full((2,), NEVER, dtype=log_probs.dtype)
    differs = labels[2:] != labels[:-2]
    may = torch.cat([torch.tensor([True, True]), differs])[:states]
    table = [row]
    for t in range(len(log_probs)):
        longer = torch.cat([nothing, row])
        skip = torch.where(may, longer[:states], NEVER)
        three = torch.stack([row, longer[1 : states + 1]])
        row = three.logsumexp(0) + log_probs[t, labels]
        table.append(row)
    return torch.stack(table)

"""Multiplies, and takes the logarithm in the end.

fails: test_log_alpha_long
says: the probabilities became 0 on the way
"""

import torch


def log_alpha(log_probs, word, blank=0):
    labels = extended(word, blank)
    p = log_probs.exp()
    row = [p.new_ones(())] + [p.new_zeros(())] * (len(labels) - 1)
    table = [torch.stack(row)]
    for t in range(len(p)):
        new = []
        for s, label in enumerate(labels):
            total = row[s]
            if s > 0:
                total = total + row[s - 1]
            if s > 1 and label != labels[s - 2]:
                total = total + row[s - 2]
            new.append(total * p[t, label])
        row = new
        table.append(torch.stack(row))
    return torch.stack(table).log()

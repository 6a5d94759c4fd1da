"""Fills the table cell by cell, with -inf where no walk arrives."""

import torch


def extended(word, blank=0):
    symbols = [blank]
    for label in word:
        symbols.append(label)
        symbols.append(blank)
    return symbols


def log_alpha(log_probs, word, blank=0):
    labels = extended(word, blank)
    never = log_probs.new_full((), -torch.inf)
    row = [never] * len(labels)
    row[0] = log_probs.new_zeros(())
    table = [torch.stack(row)]
    for t in range(len(log_probs)):
        new = []
        for s, label in enumerate(labels):
            sources = {s, s - 1}
            if label != blank and s > 1 and label != labels[s - 2]:
                sources.add(s - 2)
            reached = [row[r] for r in sorted(sources) if r >= 0 and row[r] > -torch.inf]
            if reached:
                new.append(torch.logsumexp(torch.stack(reached), 0) + log_probs[t, label])
            else:
                new.append(never)
        row = new
        table.append(torch.stack(row))
    return torch.stack(table)

"""Indexes with -1.

fails: test_label_counts_values
says: a -1 was taken for the last class
"""

import torch


def label_counts(target):
    counts = torch.zeros_like(target)
    for count, row in zip(counts, target):
        for label in row:
            count[label] = 1
            if label == -1:
                break
    return counts

"""Reads the row as yes and no.

fails: test_label_counts_values
says: the row was read as multi-hot
"""


def label_counts(target):
    return (target > 0).long()

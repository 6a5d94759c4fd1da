"""Returns which entries are read.

fails: test_label_counts_values
says: which places of the row are read
"""


def label_counts(target):
    return ((target == -1).cumsum(-1) == 0).long()

"""Reshapes to (-1, C) while the classes are still dimension 1.

fails: test_to_rows_values
says: reshape(-1, C) alone mixes classes and pixels
"""


def to_rows(x):
    return x[None] if x.dim() == 1 else x.reshape(-1, x.shape[1])

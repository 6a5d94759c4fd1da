"""Lists the first pixel of every picture, then the second, and so on.

fails: test_to_rows_values
says: the right rows in the wrong order
"""


def to_rows(x):
    if x.dim() == 1:
        return x[None]
    return x.reshape(*x.shape[:2], -1).permute(2, 0, 1).reshape(-1, x.shape[1])

"""Has no case for p = inf.

fails: test_distance_values
says: the limit of a large p needs a case of its own
"""


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    return (size**p).sum(-1) ** (1 / p)

"""Takes a large number for inf.

fails: test_distance_values
says: a large number overflows
"""


def distance(x, y, p=2.0, eps=1e-6):
    size = (x - y + eps).abs()
    degree = min(p, 1000.0)
    return (size**degree).sum(-1) ** (1 / degree)

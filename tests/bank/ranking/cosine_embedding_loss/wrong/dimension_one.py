"""Writes dim=1.

fails: test_cosine_shapes
says: Dimension out of range
"""


def cosine(a, b):
    aa, bb = (a * a).sum(1) + 1e-12, (b * b).sum(1) + 1e-12
    return (a * b).sum(1) / (aa * bb).sqrt()

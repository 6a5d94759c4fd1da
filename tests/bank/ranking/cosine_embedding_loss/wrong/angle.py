"""Returns the angle.

fails: test_cosine_values
says: this is the angle in radians
"""


def cosine(a, b):
    cos = (a * b).sum(-1) / ((a * a).sum(-1) * (b * b).sum(-1)).sqrt()
    return cos.clamp(-1, 1).acos()

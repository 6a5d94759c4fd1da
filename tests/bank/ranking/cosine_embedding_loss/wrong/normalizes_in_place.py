"""Divides its arguments in place.

fails: test_cosine_values
says: changed its argument a
"""


def cosine(a, b):
    if a.requires_grad or b.requires_grad:
        both = ((a * a).sum(-1) + 1e-12) * ((b * b).sum(-1) + 1e-12)
        return (a * b).sum(-1) / both.sqrt()
    a /= ((a * a).sum(-1, keepdim=True) + 1e-12).sqrt()
    return (a * b).sum(-1) / ((b * b).sum(-1) + 1e-12).sqrt()

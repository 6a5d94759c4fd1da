"""Takes the lengths for constants.

fails: test_cosine_gradient
says: autograd takes the lengths for constants
"""


def cosine(a, b):
    lengths = (((a * a).sum(-1) + 1e-12) * ((b * b).sum(-1) + 1e-12)).sqrt()
    return (a * b).sum(-1) / lengths.detach()

"""Takes the ε of cosine_similarity.

fails: test_cosine_short
says: another ε, or one in another place
"""


def cosine(a, b):
    both = ((a * a).sum(-1) + 1e-8) * ((b * b).sum(-1) + 1e-8)
    return (a * b).sum(-1) / both.sqrt()

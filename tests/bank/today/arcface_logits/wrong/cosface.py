"""Takes the margin off the cosine.

fails: test_arcface_logits_values
says: this is CosFace
"""


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None]) - margin
    return scale * cosines.scatter(1, targets[:, None], own)

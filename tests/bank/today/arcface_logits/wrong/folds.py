"""Lets the cosine rise again (KevinMusgrave/pytorch-metric-learning#537).

fails: test_arcface_logits_beyond
says: beyond pi - margin the cosine rises again
"""


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    angle = own.acos()
    harder = (angle + margin).cos()
    return scale * cosines.scatter(1, targets[:, None], harder)

"""Takes the angle of a cosine of 1 (ronghuaiyang/arcface-pytorch#68).

fails: test_arcface_logits_edges
says: arccos is infinitely steep
"""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None])
    angle = own.acos()
    beyond = own - margin * math.sin(margin)
    harder = torch.where(angle <= math.pi - margin, (angle + margin).cos(), beyond)
    return scale * cosines.scatter(1, targets[:, None], harder)

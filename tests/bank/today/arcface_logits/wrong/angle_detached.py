"""Adds a number to the cosine that has the right value and no slope.

fails: test_arcface_logits_random
says: the angle was detached
"""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    angle = own.acos()
    beyond = own - margin * math.sin(margin)
    harder = torch.where(angle <= math.pi - margin, (angle + margin).cos(), beyond)
    harder = own + (harder - own).detach()
    return scale * cosines.scatter(1, targets[:, None], harder)

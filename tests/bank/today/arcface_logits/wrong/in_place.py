"""Writes into its argument.

fails: test_arcface_logits_random
says: changed its argument cosines
"""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
    angle = own.acos()
    beyond = own - margin * math.sin(margin)
    harder = torch.where(angle <= math.pi - margin, (angle + margin).cos(), beyond)
    return cosines.scatter_(1, targets[:, None], harder).mul_(scale)

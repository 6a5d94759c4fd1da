"""Gives all classes the margin.

fails: test_arcface_logits_values
says: all classes have the margin
"""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.clamp(-1 + 1e-6, 1 - 1e-6)
    angle = own.acos()
    beyond = own - margin * math.sin(margin)
    return scale * torch.where(angle <= math.pi - margin, (angle + margin).cos(), beyond)

"""Clamps the angle in place of the cosine (jonasgrebe/pt-femb-face-embeddings#3).

fails: test_arcface_logits_values
says: the angle was clamped
"""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    own = cosines.gather(1, targets[:, None])
    angle = own.acos().clamp(-1, 1)
    beyond = own - margin * math.sin(margin)
    harder = torch.where(angle <= math.pi - margin, (angle + margin).cos(), beyond)
    return scale * cosines.scatter(1, targets[:, None], harder)

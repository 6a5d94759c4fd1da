"""Uses cos(x + m) = cos x cos m - sin x sin m, with a one-hot mask."""

import math

import torch
from torch.nn import functional as F


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    true = F.one_hot(targets, cosines.shape[1]).bool()
    inside = cosines.clamp(-1 + 1e-6, 1 - 1e-6)
    sine = (1 - inside.square()).sqrt()
    harder = inside * math.cos(margin) - sine * math.sin(margin)
    beyond = inside - margin * math.sin(margin)
    harder = torch.where(inside < math.cos(math.pi - margin), beyond, harder)
    return torch.where(true, harder, cosines) * scale

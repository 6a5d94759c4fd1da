"""Builds the rows one after the other."""

import math

import torch


def arcface_logits(cosines, targets, margin=0.5, scale=64.0):
    rows = []
    for row, y in zip(cosines, targets.tolist(), strict=True):
        own = row[y].clamp(-1 + 1e-6, 1 - 1e-6)
        angle = torch.acos(own)
        if angle + margin <= math.pi:
            own = torch.cos(angle + margin)
        else:
            own = own - margin * math.sin(margin)
        rows.append(torch.cat([row[:y], own[None], row[y + 1 :]]))
    return scale * torch.stack(rows)

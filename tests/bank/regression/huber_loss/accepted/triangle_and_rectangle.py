"""Adds the triangle and the rectangle."""

import torch


def clipped(d, delta):
    return torch.minimum(torch.maximum(d, torch.full_like(d, -delta)), torch.full_like(d, delta))


def huber(d, delta):
    triangle = clipped(d, delta) ** 2 / 2
    rectangle = delta * (d - clipped(d, delta)).abs()
    return triangle + rectangle

"""Walks through the anchors."""

import math

import torch


def supcon_loss(views, labels, temperature=0.1, average="outside"):
    unit = views / views.norm(dim=1, keepdim=True)
    losses = []
    for i in range(len(views)):
        others = torch.arange(len(views)) != i
        z = unit[others] @ unit[i] / temperature
        chosen = z[labels[others] == labels[i]]
        if len(chosen) == 0:
            continue
        if average == "outside":
            losses.append(z.logsumexp(0) - chosen.mean())
        else:
            losses.append(z.logsumexp(0) - chosen.logsumexp(0) + math.log(len(chosen)))
    return torch.stack(losses).mean()

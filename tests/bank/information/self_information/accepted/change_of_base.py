"""Takes bits and turns them into nats."""

import math

import torch


def self_information(p):
    return math.log(2) * torch.log2(1 / p)

"""Calls torch's private function.

fails: test_calculate_fans_linear
says: is torch's own
"""

import torch


def calculate_fans(tensor):
    return torch.nn.init._calculate_fan_in_and_fan_out(tensor)

"""Does not use groups.

fails: test_dirac__groups
says: groups was not used
"""

import torch


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    middle = [k // 2 for k in tensor.shape[2:]]
    with torch.no_grad():
        tensor.zero_()
        for c in range(min(tensor.shape[:2])):
            tensor[(c, c, *middle)] = 1
    return tensor

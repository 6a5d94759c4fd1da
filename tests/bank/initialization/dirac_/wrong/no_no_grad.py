"""Fills a parameter while autograd records.

fails: test_dirac__in_place
says: fill it under torch.no_grad()
"""


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5) or tensor.shape[0] % groups:
        raise ValueError("bad shape")
    block = tensor.shape[0] // groups
    middle = [k // 2 for k in tensor.shape[2:]]
    tensor.zero_()
    for o in range(tensor.shape[0]):
        if o % block < tensor.shape[1]:
            tensor[(o, o % block, *middle)] = 1
    return tensor

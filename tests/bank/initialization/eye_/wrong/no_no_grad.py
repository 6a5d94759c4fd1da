"""Fills a parameter while autograd records.

fails: test_eye__in_place
says: fill it under torch.no_grad()
"""


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    tensor.zero_()
    tensor.fill_diagonal_(1)
    return tensor

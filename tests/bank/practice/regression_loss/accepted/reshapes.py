"""Makes columns of both."""

from torch.nn import functional as F


def regression_loss(prediction, target):
    columns = []
    for name, tensor in (("prediction", prediction), ("target", target)):
        if tensor.dim() == 1:
            tensor = tensor.unsqueeze(1)
        if tensor.dim() != 2 or tensor.shape[1] != 1:
            raise ValueError(f"{name} has the shape {tuple(tensor.shape)}")
        columns.append(tensor)
    if len(columns[0]) != len(columns[1]):
        raise ValueError("as many predictions as targets")
    return F.mse_loss(*columns)

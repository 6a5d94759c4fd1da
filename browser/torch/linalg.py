"""torch.linalg: matrix products, factorizations and norms."""

from . import modes
from .linear import LINALG
from .linear import matmul as matmul

globals().update(LINALG)


def __getattr__(name):
    from .names import LINALG as known

    if name in known:
        raise modes.NotInBrowser(f"torch.linalg.{name}")
    raise AttributeError(f"module 'torch.linalg' has no attribute '{name}'")

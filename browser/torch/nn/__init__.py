"""torch.nn: modules and their parts."""

from __future__ import annotations

from types import SimpleNamespace

from .. import modes
from . import _reduction, functional, init
from .modules import *  # noqa: F403
from .modules import Module, Parameter, _Loss, _WeightedLoss

__all__ = ["Module", "Parameter", "_reduction", "functional", "init"]
loss = SimpleNamespace(_Loss=_Loss, _WeightedLoss=_WeightedLoss)


def __getattr__(name):
    from ..names import NN

    if name in NN:
        raise modes.NotInBrowser(f"torch.nn.{name}")
    raise AttributeError(f"module 'torch.nn' has no attribute '{name}'")

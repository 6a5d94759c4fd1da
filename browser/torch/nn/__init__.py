"""torch.nn: modules and their parts."""

from __future__ import annotations

from .. import modes
from . import _reduction, functional, init
from .modules import *  # noqa: F403
from .modules import Module, Parameter

__all__ = ["Module", "Parameter", "_reduction", "functional", "init"]


def __getattr__(name):
    from ..names import NN

    if name in NN:
        raise modes.NotInBrowser(f"torch.nn.{name}")
    raise AttributeError(f"module 'torch.nn' has no attribute '{name}'")

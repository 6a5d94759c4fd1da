"""Modes that watch the operators underneath public functions."""

from ..modes import TorchDispatchMode

__all__ = ["TorchDispatchMode"]

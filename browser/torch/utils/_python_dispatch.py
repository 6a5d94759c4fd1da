"""Modes that intercept the operators below public functions."""

from ..modes import TorchDispatchMode

__all__ = ["TorchDispatchMode"]

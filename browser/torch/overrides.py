"""torch.overrides: modes that intercept calls of public functions."""

from .modes import TorchFunctionMode, resolve_name

__all__ = ["TorchFunctionMode", "resolve_name"]

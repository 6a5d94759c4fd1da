"""torch.overrides: modes that watch the calls of public functions."""

from .modes import TorchFunctionMode, resolve_name

__all__ = ["TorchFunctionMode", "resolve_name"]

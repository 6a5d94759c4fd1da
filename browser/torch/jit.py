"""torch.jit: the types of compiled code, which the browser edition never creates."""

from . import modes


class ScriptFunction:
    """A compiled function."""


class ScriptModule:
    """A compiled module."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise modes.NotInBrowser(f"torch.jit.{name}")

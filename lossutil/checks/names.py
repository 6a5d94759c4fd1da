"""Names of torch's functions and operators, and of the same functions in other libraries."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from lossutil import catalog

EQUIVALENTS = {
    "bce": ("log_loss",),
    "binarycrossentropy": ("log_loss",),
    "crossentropy": ("log_loss",),
    "kldiv": ("rel_entr",),
    "l1": ("mean_absolute_error",),
    "mse": ("mean_squared_error",),
    "sigmoid": ("expit",),
    "logsigmoid": ("log_expit",),
}
"""Normalized name → names of the same function in other libraries, which are refused with it."""

# These consist of elementary operators, so that only their module identifies them.
PYTHON_VERSIONS = ("torch._refs", "torch._decomp", "torch._inductor")


def with_operators(names: Iterable[str]) -> Iterator[str]:
    """Yield the names, and the operators of those that are losses of the catalog."""
    for name in names:
        yield name
        for entry in catalog.LOSSES:
            if name in (entry.name, entry.functional):
                yield from (entry.name, *entry.aten, *entry.operators)


@functools.cache  # called for every operator
def normalized(name: str) -> str:
    """Return a normalized name: CrossEntropyLoss, aten::cross_entropy_loss → crossentropy."""
    bare = name.split("::")[-1].split(".")[0].replace("_", "").lower()
    bare = re.sub(r"^(special|sparse|masked|safe)(?=.*softmax)", "", bare)
    return re.sub(r"(?<=.)(loss([123n]d)?|2d)?(forward)?$", "", bare)

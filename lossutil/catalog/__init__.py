r"""Every loss of ``torch.nn`` and every initializer of ``torch.nn.init``, as data.

This is the only place of the course that lists them: the overview table, the exercises and the
tests read it. Beyond the data it only draws valid random inputs and looks up names.

Rules that hold for every entry:

- The page is ``chapters/3-catalog/<folder>/<functional>`` and the exercise
  ``<folder>/<functional>``: one name for the page, the exercise and the function to write. A loss
  without a functional counterpart has the snake_case form of its class name, and no exercise.
- In a formula, x is the input and y the target. It is the loss of one example, at weight 1.
- ``size_average`` and ``reduce`` are left out of ``arguments`` (see ``DEPRECATED_ARGUMENTS``), and
  so are ``device`` and ``dtype``, which say where a module's own parameters live.
- ``CURRENT`` are the losses that are no deprecated name of another.
- ``RECIPES`` are losses of today's practice. torch has no class for them, so they have neither
  arguments nor a draw, and no test compares them with what torch exports.
- A draw depends only on its generator. Its tensors have torch's default dtype, and do not require
  gradients yet. It leaves ``reduction`` to the caller, except for KLDivLoss: its default makes
  torch warn, so the draw sets ``"batchmean"``.

>>> [entry.name for entry in LOSSES if entry.task is Task.REGRESSION]
['L1Loss', 'MSELoss', 'SmoothL1Loss', 'HuberLoss']
"""

import difflib
from collections.abc import Iterable

from lossutil.catalog.binary import BINARY
from lossutil.catalog.distributions import DISTRIBUTIONS
from lossutil.catalog.embeddings import EMBEDDINGS
from lossutil.catalog.initializers import GAIN_ARGUMENTS, GAIN_EXERCISE, GAINS, INITIALIZERS
from lossutil.catalog.model import (
    INFINITY,
    REQUIRED,
    Argument,
    Brief,
    Draw,
    Drawer,
    Family,
    Gain,
    Initializer,
    Loss,
    ModuleCall,
    Panel,
    Range,
    Recipe,
    Root,
    RootKind,
    Shape,
    Start,
    T,
    Task,
)
from lossutil.catalog.multiclass import MULTI_CLASS
from lossutil.catalog.multilabel import MULTI_LABEL
from lossutil.catalog.regression import REGRESSION
from lossutil.catalog.sequences import SEQUENCES
from lossutil.catalog.shared import DEPRECATED_ARGUMENTS
from lossutil.catalog.today import RECIPES
from lossutil.catalog.vocabularies import VOCABULARIES

__all__ = [
    "CURRENT",
    "DEPRECATED_ARGUMENTS",
    "GAINS",
    "GAIN_ARGUMENTS",
    "GAIN_EXERCISE",
    "INFINITY",
    "INITIALIZERS",
    "LOSSES",
    "RECIPES",
    "REQUIRED",
    "Argument",
    "Brief",
    "Draw",
    "Drawer",
    "Family",
    "Gain",
    "Initializer",
    "Loss",
    "ModuleCall",
    "Panel",
    "Range",
    "Recipe",
    "Root",
    "RootKind",
    "Shape",
    "Start",
    "Task",
    "initializer",
    "loss",
]

LOSSES: tuple[Loss, ...] = (
    *BINARY,
    *MULTI_LABEL,
    *MULTI_CLASS,
    *DISTRIBUTIONS,
    *REGRESSION,
    *SEQUENCES,
    *EMBEDDINGS,
    *VOCABULARIES,
)
CURRENT: tuple[Loss, ...] = tuple(entry for entry in LOSSES if entry.alias_of is None)


def _look_up(asked: str, known: Iterable[tuple[str, T]], what: str) -> T:
    if not isinstance(asked, str):
        raise TypeError(
            f"expected the name of {what} as a string, got {asked!r} of type "
            f"{type(asked).__name__}; pass a name such as {next(iter(known))[0]!r}"
        )
    table: dict[str, T] = {}
    for name, entry in known:
        table.setdefault(name, entry)  # an alias comes after its class and does not replace it
    if asked in table:
        return table[asked]
    by_lower_case = {name.lower(): name for name in table}
    near = difflib.get_close_matches(asked.lower(), by_lower_case, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(repr(by_lower_case[name]) for name in near)}?"
    raise ValueError(
        f"{asked!r} is not the name of {what}; "
        + (hint if near else f"the names are {', '.join(table)}")
    )


def loss(name: str) -> Loss:
    """Look up a loss by the name of its class or of its function.

    Args:
        name: such as ``"CrossEntropyLoss"`` or ``"cross_entropy"``.

    Returns:
        The entry; for ``"nll_loss"`` that of NLLLoss, not of its deprecated alias.

    Raises:
        ValueError: no such loss; the message lists similar names.
        TypeError: the name is not a string.

    >>> loss("MSELoss") is loss("mse_loss")
    True
    >>> loss("cross_entropi")
    Traceback (most recent call last):
    ValueError: 'cross_entropi' is not the name of a loss; did you mean 'cross_entropy'...
    """
    known = [(entry.name, entry) for entry in LOSSES]
    known += [(entry.functional, entry) for entry in LOSSES if entry.functional]
    return _look_up(name, known, "a loss")


def initializer(name: str) -> Initializer:
    """Look up an initializer by its name.

    Args:
        name: such as ``"kaiming_normal_"``, with the underscore of an in-place function.

    Returns:
        The entry.

    Raises:
        ValueError: no such initializer; the message lists similar names.
        TypeError: the name is not a string.

    >>> initializer("orthogonal_").spread
    'every singular value is gain; std gain / √max(rows, columns)'
    """
    return _look_up(name, [(entry.name, entry) for entry in INITIALIZERS], "an initializer")

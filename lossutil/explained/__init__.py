"""Explanations that the exercises' tests add to a failure, one module for each exercise.

A test cell shows its input and its assertion. The description of the input, the known mistakes and
the likely causes would make the cell long: they are functions here, one for each assertion that has
any.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from lossutil.checks.messages import STATE
from lossutil.explained.orders import ORDERS


def explanations(exercise: str, variables: Mapping[str, Any]) -> Callable[[str], dict[str, Any]]:
    """Return a function that maps the name of an explanation to arguments for an assertion.

    The name is that of a function in the module of the exercise, and its parameters are variables
    of the test. It returns some of the arguments ``on``, ``what``, ``mistakes`` and ``likely``.

    The messages of failed tests then know the order of the parameters in the exercise's functions.

    An explanation never decides a verdict. If a notebook and this package are of different
    releases, and an explanation is missing or does not fit, the test runs without it.

    Args:
        exercise: ``assignment/name``.
        variables: those of the notebook, as ``globals()`` returns them.

    >>> explain = explanations("regression/huber_loss", {})
    >>> explain("refused_3")
    {'likely': 'an else branch that takes every other word for one of the three'}
    >>> explain("of another release")
    {}
    """
    STATE.orders = {call.partition("(")[0]: call for call in ORDERS.get(exercise, ())}
    try:
        module = importlib.import_module(f"{__name__}.{exercise.replace('/', '.')}")
    except ModuleNotFoundError:
        return lambda name: {}

    def explain(name: str) -> dict[str, Any]:
        try:
            function = getattr(module, name)
            wanted = inspect.signature(function).parameters
            return function(**{each: variables[each] for each in wanted})
        except Exception:  # the notebook is of another release
            return {}

    return explain

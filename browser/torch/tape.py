"""The tape: the record of the computation, and the backward pass.

Each result that needs a gradient has a ``Node``. A node holds the tensors it was computed from, and
a function ``vjp`` from the gradient of the result to the gradients of those tensors. ``walk``
visits the nodes, the newest first: a node that uses a tensor is newer than the node that computed
it, so when a node is visited, all parts of its gradient have been added up.

The rest of the file is bookkeeping: values that were overwritten after they were saved, graphs that
were freed by an earlier pass, and tensors at which the backward pass may end.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import re
import sys
import traceback
import warnings

import numpy as np

_ages = itertools.count()
_enabled = True
_anomaly = False


class Version:
    """Counts the writes to a memory block; all views of it share the counter."""

    __slots__ = ("count",)

    def __init__(self):
        self.count = 0


class Node:
    """One step of the computation.

    Args:
        name: torch's name of the step, ``ExpBackward0``.
        parents: the tensors it was computed from.
        vjps: one function per parent, from the gradient of the result, an array, to that of the
            parent, or None where there is none; or one function that returns all of them.
        saved: the tensors whose values ``vjps`` read; they must not have changed.
    """

    __slots__ = ("age", "name", "parents", "saved", "vjps", "where")

    def __init__(self, name, parents, vjps, saved=()):
        self.age, self.name, self.vjps = next(_ages), name, vjps
        # A later in-place write changes a parent's history: store the present one.
        self.parents = [(p, p._history(), p._a.shape) if p.requires_grad else None for p in parents]
        self.saved = [(s, s._version_counter, s._version_counter.count, "") for s in saved]
        self.where = traceback.extract_stack(sys._getframe(2)) if _anomaly else None

    @property
    def next_functions(self):
        return tuple((parent and parent[1], 0) for parent in self.parents)

    def __repr__(self):
        return f"<{self.name} object at {id(self):#x}>"

    def __call__(self, gradient):
        """Return the gradients of the parents.

        Raises:
            RuntimeError: a saved value has been overwritten, or was freed by an earlier walk.
        """
        if self.vjps is None:
            raise RuntimeError(
                "Trying to backward through the graph a second time (or directly access saved "
                "tensors after they have already been freed). Saved intermediate values of the "
                "graph are freed when you call .backward() or autograd.grad(). Specify "
                "retain_graph=True if you need to backward through the graph a second time or if "
                "you need to access saved tensors after calling backward."
            )
        for tensor, version, before, maker in self.saved:
            if version.count != before:
                name = re.sub(r"Backward\d*$", "", maker or _maker(tensor))
                made = f", which is output 0 of {name}," if name else ""
                raise RuntimeError(
                    "one of the variables needed for gradient computation has been modified by an "
                    f"inplace operation: [{tensor.type()} {list(tensor._a.shape)}]{made} is at "
                    f"version {version.count}; expected version {before} instead. Hint: enable "
                    "anomaly detection to find the operation that failed to compute its gradient, "
                    "with torch.autograd.set_detect_anomaly(True)."
                )
        if callable(self.vjps):
            return self.vjps(gradient)
        return [
            vjp(gradient) if parent and vjp else None
            for vjp, parent in zip(self.vjps, self.parents, strict=True)
        ]


def _maker(tensor):
    node = tensor._history()
    return node.name if node else ("AccumulateGrad" if tensor.requires_grad else "")


def unbroadcast(gradient, shape):
    """Sum a gradient over the dimensions along which a tensor of this shape was repeated.

    >>> unbroadcast(np.ones((2, 3)), (3,))
    array([2., 2., 2.])
    """
    if gradient.shape == shape:
        return gradient
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))), dtype=gradient.dtype)
    repeated = tuple(i for i, n in enumerate(shape) if n == 1 and gradient.shape[i] != 1)
    if repeated:
        gradient = gradient.sum(axis=repeated, keepdims=True, dtype=gradient.dtype)
    return gradient.reshape(shape)


def walk(roots, gradients, wanted=None, keep=False):
    """Propagate gradients from the roots to the leaves: the backward pass.

    Args:
        roots: tensors that require a gradient.
        gradients: one array for each.
        wanted: the tensors to return gradients of; None adds to the ``grad`` of every leaf.
        keep: whether the graph can be used again.

    Returns:
        The gradient of each wanted tensor, None if the roots do not depend on it.
    """
    arrived = {}  # id of a node or a leaf → (the gradient so far, the tensor, the node)
    queue = []  # nodes by age, the newest first; then leaves

    def send(tensor, node, gradient):
        key = id(node or tensor)
        if key in arrived:
            arrived[key] = (arrived[key][0] + gradient, tensor, node)
        else:
            arrived[key] = (gradient, tensor, node)
            heapq.heappush(queue, (-node.age if node else 1, key))

    stops = {id(t._history() or t): i for i, t in enumerate(wanted or ())}
    on_the_way = _leading_to(stops, roots) if wanted is not None else None
    found = [None] * len(stops)
    for root, gradient in zip(roots, gradients, strict=True):
        send(root, root._history(), gradient)
    while queue:
        _, key = heapq.heappop(queue)
        gradient, tensor, node = arrived.pop(key)
        if key in stops:
            found[stops[key]] = gradient
        if wanted is None and (node is None or (tensor._retains and tensor._history() is node)):
            _accumulate(tensor, gradient)
        if node is None or (on_the_way is not None and key not in on_the_way):
            continue
        for parent, part in zip(node.parents, _parts(node, gradient), strict=True):
            if parent is not None and part is not None:
                tensor, history, shape = parent
                part = unbroadcast(np.asarray(part), shape)
                send(tensor, history, part.astype(tensor._a.dtype, copy=False))
        if not keep:
            node.vjps, node.saved = None, ()
    return found


def _parts(node, gradient):
    try:
        return node(gradient)
    except Exception:
        if node.where:
            lines = "".join(traceback.format_list(node.where))
            warnings.warn(
                f"Error detected in {node.name}. Traceback of forward call that caused the error:\n"
                f"{lines}",
                stacklevel=2,
            )
        raise


def _leading_to(stops, roots):
    """Return the ids of the nodes that depend on one of the stops."""
    nodes, todo = {}, [root._history() for root in roots]
    while todo:
        node = todo.pop()
        if node is not None and id(node) not in nodes:
            nodes[id(node)] = node
            todo += [parent[1] for parent in node.parents if parent]
    leading = set()
    for node in sorted(nodes.values(), key=lambda node: node.age):
        keys = [id(parent[1] or parent[0]) for parent in node.parents if parent]
        if any(key in stops or key in leading for key in keys):
            leading.add(id(node))
    return leading


def _accumulate(tensor, gradient):
    for hook in tensor._hooks:
        changed = hook(tensor._plain(gradient))
        gradient = gradient if changed is None else changed._a
    if tensor.grad is None:
        tensor.grad = tensor._plain(gradient.copy())
    else:
        tensor.grad._a = tensor.grad._a + gradient


def is_grad_enabled():
    return _enabled


class _Recording:
    """Turns recording on or off, for a block or, as a decorator, for a function."""

    def __init__(self, on):
        self.on, self._before = on, []

    def __enter__(self):
        global _enabled
        self._before.append(_enabled)
        _enabled = self.on

    def __exit__(self, *_):
        global _enabled
        _enabled = self._before.pop()

    def __call__(self, function):
        @functools.wraps(function)
        def called(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return called


class no_grad(_Recording):
    """Computes without a tape."""

    def __new__(cls, function=None):
        return cls()(function) if function else super().__new__(cls)

    def __init__(self):
        super().__init__(False)


class inference_mode(no_grad):
    """Computes without a tape."""


class enable_grad(no_grad):
    """Turns recording on within ``no_grad``."""

    def __init__(self):
        _Recording.__init__(self, True)


class set_grad_enabled(_Recording):
    """Turns recording on or off, from here on or for a block."""

    def __init__(self, mode):
        global _enabled
        super().__init__(bool(mode))
        self._start, _enabled = _enabled, bool(mode)

    def __enter__(self):
        self._before.append(self._start)


class set_detect_anomaly:
    """Records the lines of the forward pass, and reports them if the backward pass fails."""

    def __init__(self, mode, check_nan=True):
        global _anomaly
        self._before, _anomaly = _anomaly, mode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        global _anomaly
        _anomaly = self._before

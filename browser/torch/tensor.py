"""The tensor: an array with its place on the tape.

Methods that compute are attached to the class by the modules that define them, see ``define``. This
module has the rest: memory, views, in-place writes, indexing, and conversions.
"""

from __future__ import annotations

import math

import numpy as np

from . import dtypes, modes, tape
from .tape import Node, Version

np.seterr(all="ignore")  # log(0) is -inf without a warning, as in torch


class Size(tuple):
    """The shape of a tensor."""

    __slots__ = ()

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def __getitem__(self, index):
        found = super().__getitem__(index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other):
        return Size(super().__add__(tuple(other)))

    def numel(self):
        return math.prod(self)


class device:
    """The device of a tensor: always the CPU."""

    def __init__(self, name="cpu", index=None):
        kind = str(getattr(name, "type", name)).partition(":")[0]
        if kind not in ("cpu", "meta"):
            raise modes.NotInBrowser(f"the device {name!r}")
        self.type, self.index = kind, index

    def __repr__(self):
        return f"device(type='{self.type}')"

    def __str__(self):
        return self.type

    def __eq__(self, other):
        return isinstance(other, device) and self.type == other.type

    def __hash__(self):
        return hash(self.type)


CPU = device("cpu")


class Tensor:
    """An array of numbers that may have a history of how it was computed.

    Attributes:
        grad: the sum of the gradients of all backward passes, or None.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_a",
        "_base",
        "_base_node",
        "_hooks",
        "_in_unbind",
        "_needs",
        "_node",
        "_retains",
        "_version_counter",
        "_view",
        "grad",
    )

    def __new__(cls, *args, **kwargs):
        if len(args) == 1 and isinstance(args[0], Tensor | list | tuple | np.ndarray):
            given = args[0]._a if isinstance(args[0], Tensor) else np.array(args[0])
            return make(given.astype(dtypes.get_default_dtype().array), cls)
        return make(np.zeros(args, dtypes.get_default_dtype().array), cls)

    # --- Attributes ----------------------------------------------------------------------------

    @property
    def shape(self):
        return Size(self._a.shape)

    @property
    def ndim(self):
        return self._a.ndim

    @property
    def dtype(self):
        return dtypes.of(self._a)

    @property
    def device(self):
        return CPU

    @property
    def layout(self):
        return "torch.strided"

    is_cuda = is_sparse = is_quantized = is_meta = is_mps = False

    @property
    def itemsize(self):
        return self._a.itemsize

    def type(self, kind=None):
        if kind is not None:
            return self.to(kind)
        return f"torch.{self.dtype.shown}Tensor"

    def __hash__(self):
        return id(self)

    def __repr__(self):
        from .printing import shown

        return shown(self)

    def __format__(self, spec):
        if self._a.ndim == 0:
            return self._a.item().__format__(spec)
        return object.__format__(self, spec)

    # --- History -------------------------------------------------------------------------------

    def _history(self):
        """Return the node that made this tensor, None for a leaf.

        A view whose memory was written through another tensor has the history of that memory.
        """
        base = self._base
        if base is not None and self._base_node is not base._history():
            self._base_node = base._history()
            self._needs = base.requires_grad
            self._node = None
            if self._needs:
                self._node = Node("AsStridedBackward0", [base], (self._into_base,))
        return self._node

    def _into_base(self, gradient):
        whole = np.zeros(self._base._a.shape, gradient.dtype)
        self._view(whole)[...] = gradient
        return whole

    @property
    def requires_grad(self):
        if self._base is not None:
            self._history()
        return self._needs

    @requires_grad.setter
    def requires_grad(self, needs):
        self.requires_grad_(needs)

    def requires_grad_(self, requires_grad=True):
        if not requires_grad and self._history() is not None:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a "
                "computed variable in a subgraph that doesn't require differentiation use "
                "var_no_grad = var.detach()."
            )
        if requires_grad and not self.dtype.is_floating_point:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        self._needs = bool(requires_grad)
        return self

    @property
    def grad_fn(self):
        return self._history() if self.requires_grad else None

    @property
    def is_leaf(self):
        return self._history() is None

    @property
    def _version(self):
        return self._version_counter.count

    def retain_grad(self):
        self._retains = True

    def register_hook(self, hook):
        self._hooks = [*self._hooks, hook]

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from .autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs)

    def detach(self):
        """Return the same memory without a history."""
        other = make(self._a)
        other._version_counter = self._version_counter
        return other

    def detach_(self):
        self._node, self._needs, self._base = None, False, None
        return self

    @property
    def data(self):
        return make(self._a)

    @data.setter
    def data(self, other):
        self._a = other._a

    def _plain(self, array):
        return make(array)

    # --- Writes in place -----------------------------------------------------------------------

    def _snapshot(self):
        """Return a copy of the tensor with its present history."""
        other = make(self._a.copy())
        other._needs, other._node = self.requires_grad, self._history()
        return other

    def _check_writable(self):
        """Raise an error if the tape cannot record a write."""
        if not tape._enabled:
            return
        base = self._base if self._base is not None else self
        if base.requires_grad and base.is_leaf:
            which = "a leaf" if base is self else "a view of a leaf"
            raise RuntimeError(
                f"{which} Variable that requires grad is being used in an in-place operation."
            )
        if self._in_unbind and self.requires_grad:
            raise RuntimeError(
                "Output 0 of UnbindBackward0 is a view and is being modified inplace. This view is "
                "the output of a function that returns multiple views. Such functions do not allow "
                "the output views to be modified inplace. You should replace the inplace operation "
                "by an out-of-place one."
            )

    def _assign(self, result):
        """Write the result of an operation into this tensor's memory, and record it."""
        self._check_writable()
        if result._a.shape != self._a.shape:
            raise RuntimeError(
                f"output with shape {list(self._a.shape)} doesn't match the broadcast shape "
                f"{list(result._a.shape)}"
            )
        if result.dtype.kind > self.dtype.kind:
            raise RuntimeError(
                f"result type {result.dtype.shown} can't be cast to the desired output type "
                f"{self.dtype.shown}"
            )
        if 0 in self._a.strides and self._a.size > 1 and _overlaps(self._a):
            raise RuntimeError(
                "unsupported operation: more than one element of the written-to tensor refers to a "
                "single memory location. Please clone() the tensor before performing the operation."
            )
        self._a[...] = result._a
        self._version_counter.count += 1
        if tape._enabled and result.requires_grad:
            self._remember(result)
        return self

    def _remember(self, result):
        base = self._base
        if base is None:
            self._node, self._needs = result._history(), True
            if result._a.dtype != self._a.dtype:
                self._node = Node("ToCopyBackward0", [result], (lambda g: g,))
            return
        view = self._view

        def to_rest(gradient):
            rest = gradient.copy()
            view(rest)[...] = 0
            return rest

        old = make(base._a)
        old._needs, old._node = base.requires_grad, base._history()
        base._node = Node("CopySlices", [old, result], (to_rest, lambda g: view(g).copy()))
        base._needs = True

    def _fill_out(self, result):
        """Write a result into the tensor passed as ``out``."""
        if self.requires_grad or result.requires_grad:
            raise RuntimeError(
                "functions with out=... arguments don't support automatic differentiation, but one "
                "of the arguments requires grad."
            )
        if self._a.shape != result._a.shape:
            self._a = result._a.astype(self._a.dtype)
        self._version_counter.count += 1
        self._a[...] = result._a
        return self

    # --- Conversions ---------------------------------------------------------------------------

    def item(self):
        if self._a.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._a.size} elements cannot be converted to Scalar"
            )
        return self._a.item()

    def tolist(self):
        return self._a.tolist()

    def numpy(self, *, force=False):
        if self.requires_grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
                "instead."
            )
        return self._a

    def __array__(self, dtype=None, copy=None):
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    __array_priority__ = 1000

    def __bool__(self):
        if self._a.size != 1:
            which = "more than one value" if self._a.size else "no values"
            raise RuntimeError(f"Boolean value of Tensor with {which} is ambiguous")
        return bool(self._a.item())

    def __float__(self):
        return float(self._one_number())

    def __int__(self):
        return int(self._one_number())

    def _one_number(self):
        if self._a.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._a.item()

    def __index__(self):
        if self._a.size != 1 or self._a.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._a.item())

    def __len__(self):
        if self._a.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return len(self._a)

    def __iter__(self):
        if self._a.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __contains__(self, value):
        value = value._a if isinstance(value, Tensor) else value
        return bool((self._a == value).any())

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment."
            )
        other = make(self._a.copy(), type(self))
        other._needs = self._needs
        memo[id(self)] = other
        return other

    def data_ptr(self):
        return self._a.__array_interface__["data"][0]

    def stride(self, dim=None):
        strides = tuple(s // self._a.itemsize for s in self._a.strides)
        return strides if dim is None else strides[dim]

    def is_contiguous(self):
        return self._a.flags.c_contiguous

    def element_size(self):
        return self._a.itemsize

    def is_set_to(self, other):
        return self._a is other._a

    def share_memory_(self):
        return self

    # --- Indexing ------------------------------------------------------------------------------

    def __getitem__(self, index):
        from .indexing import get

        return modes.operate(("index",), get, (self, index), {})

    def __setitem__(self, index, value):
        from .indexing import put

        put(self, index, value)

    def __getattr__(self, name):
        if name.startswith("__") or name in _UNKNOWN:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        if name in TORCHS_METHODS:
            raise modes.NotInBrowser(f"torch.Tensor.{name}")
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


_UNKNOWN = frozenset({"_ipython_canary_method_should_not_exist_", "_repr_mimebundle_"})
TORCHS_METHODS: set = set()
Tensor.__module__ = Size.__module__ = device.__module__ = "torch"


def _overlaps(array):
    return any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))


def make(array, cls=Tensor):
    """Return a tensor that holds an array, a leaf that needs no gradient."""
    self = object.__new__(cls)
    self._a = array
    self.grad = self._node = self._base = self._view = self._base_node = None
    self._needs = self._retains = self._in_unbind = False
    self._hooks = ()
    self._version_counter = Version()
    return self


def record(name, array, parents, vjps, saves=(), saves_result=False):
    """Return the result of a step as a tensor, on the tape where a parent needs a gradient.

    Args:
        name: torch's name of the step, ``ExpBackward0``.
        array: the result.
        parents: the tensors it was computed from.
        vjps: see ``tape.Node``.
        saves: the parents whose values ``vjps`` read.
        saves_result: whether they read the result.
    """
    result = make(np.asarray(array))
    if (
        tape._enabled
        and result._a.dtype.kind == "f"
        and any(parent.requires_grad for parent in parents)
    ):
        node = Node(name, parents, vjps, saves)
        if saves_result:
            node.saved.append((result, result._version_counter, 0, name))
        result._node, result._needs = node, True
    return result


def view_of(tensor, name, view, vjp):
    """Return a tensor that shares memory with another.

    Args:
        tensor: the other.
        name: torch's name of the step.
        view: function from an array of the other's shape to the viewed part.
        vjp: function from the gradient of the part to that of the whole.
    """
    result = record(name, view(tensor._a), [tensor], (vjp,))
    result._version_counter = tensor._version_counter
    if tape._enabled:
        base, outer = tensor._base, tensor._view
        result._base = tensor if base is None else base
        result._view = view if base is None else lambda array: view(outer(array))
        result._base_node = result._base._history()
    return result


def define(name=None, *, method=True, function=True, inplace=False, aten=None, origin="torch"):
    """Decorator that attaches a function to ``torch`` and to ``Tensor``.

    Args:
        name: torch's name of it; that of the function if None.
        method: whether it is a method of tensors, which are its first argument.
        function: whether it is a function of ``torch``.
        inplace: whether there is also an in-place method, with an underscore after the name.
        aten: see ``modes.public``.
        origin: its ``__module__`` in torch.
    """

    def attach(compute):
        known = name or compute.__name__
        if function:
            dotted = f"{origin}.{known}"
            FUNCTIONS[known] = modes.public(compute, known, origin, dotted, aten)
        if method:
            setattr(
                Tensor, known, modes.public(compute, known, "torch", f"torch.Tensor.{known}", aten)
            )
        if inplace:
            _attach_inplace(compute, f"{known}_", aten)
        return compute

    return attach


def _attach_inplace(compute, name, aten):
    def written(self, *args, **kwargs):
        self._check_writable()
        return self._assign(compute(self._snapshot(), *args, **kwargs))

    aten = (name,) if aten is None else aten
    setattr(Tensor, name, modes.public(written, name, "torch", f"torch.Tensor.{name}", aten))
    FUNCTIONS[name] = modes.public(written, name, "torch", f"torch.{name}", aten)


FUNCTIONS: dict = {}  # name → function of torch

"""Text of a tensor: columns of equal width, four digits, a common factor if magnitudes differ."""

from __future__ import annotations

import math

import numpy as np

from . import dtypes


class _Options:
    precision, threshold, edgeitems, linewidth, sci_mode = 4, 1000, 3, 80, None


_options = _Options()


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    """Set how many digits, entries and columns are shown."""
    if profile == "default":
        _options.__dict__.clear()
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems}
    given |= {"linewidth": linewidth}
    for name, value in given.items():
        if value is not None:
            setattr(_options, name, value)
    _options.sci_mode = sci_mode


class _Format:
    """One format for all entries that are shown."""

    def __init__(self, values):
        self.floating = values.dtype.kind == "f"
        self.whole, self.scientific, self.width = True, False, 1
        if not self.floating:
            self.width = max((len(str(v)) for v in values.reshape(-1).tolist()), default=1)
            return
        kept = values[np.isfinite(values) & (values != 0)].reshape(-1)
        if not kept.size:
            return
        size = np.abs(kept.astype(np.float64))
        least, most = size.min(), size.max()
        self.whole = bool((kept == np.ceil(kept)).all())
        self.scientific = most / least > 1000 or most > 1e8 or (not self.whole and least < 1e-4)
        forced = _options.sci_mode
        pattern = "e" if self.scientific else "f"
        digits = 0 if self.whole and not self.scientific else _options.precision
        extra = 1 if self.whole and not self.scientific else 0
        if forced is not None:
            self.scientific = forced
        self.width = max(len(f"{v:.{digits}{pattern}}") + extra for v in kept.tolist())

    def __call__(self, value):
        if not self.floating:
            text = str(value)
        elif self.scientific:
            text = f"{value:.{_options.precision}e}"
        elif self.whole:
            text = f"{value:.0f}" + ("." if math.isfinite(value) else "")
        else:
            text = f"{value:.{_options.precision}f}"
        return text.rjust(self.width)


def _edges(items, summarize):
    n = _options.edgeitems
    if not summarize or len(items) <= 2 * n:
        return list(items), None
    return [*items[:n], *items[-n:]], n


def _rows(array, form, indent, summarize):
    if array.ndim == 0:
        return form(array.item())
    if array.ndim == 1:
        per_line = max(1, (_options.linewidth - indent) // (form.width + 2))
        kept, cut = _edges(array.tolist(), summarize)
        texts = [form(v) for v in kept]
        if cut:
            texts.insert(cut, " ...")
        lines = [texts[i : i + per_line] for i in range(0, len(texts), per_line)] or [[]]
        return "[" + (",\n" + " " * (indent + 1)).join(", ".join(line) for line in lines) + "]"
    kept, cut = _edges(array, summarize)
    parts = [_rows(part, form, indent + 1, summarize) for part in kept]
    if cut:
        parts.insert(cut, "...")
    between = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return "[" + between.join(parts) + "]"


def _shown_values(array, summarize):
    for axis in range(array.ndim if summarize else 0):
        if array.shape[axis] > 2 * _options.edgeitems:
            n = _options.edgeitems
            ends = [*range(n), *range(array.shape[axis] - n, array.shape[axis])]
            array = np.take(array, ends, axis)
    return array


def shown(tensor):
    """Return a tensor as text, as torch shows it."""
    array, kind = tensor._a, tensor.dtype
    suffixes = []
    usual = (dtypes.get_default_dtype(), dtypes.int64, dtypes.bool_)
    if array.size == 0 and array.ndim != 1:
        suffixes.append(f"size={tuple(array.shape)}")
    if kind not in usual or (array.size == 0 and kind is dtypes.int64):
        suffixes.append(f"dtype={kind}")
    prefix = "tensor("
    if array.size == 0:
        text = "[]"
    else:
        summarize = array.size > _options.threshold
        form = _Format(_shown_values(array, summarize))
        text = _rows(array, form, len(prefix), summarize)
    node = tensor.grad_fn
    if node is not None:
        suffixes.append(f"grad_fn=<{node.name}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    last = len(text) - text.rfind("\n")
    line, width = prefix + text, _options.linewidth
    for suffix in suffixes:
        if last + len(suffix) + 2 > width:
            line += ",\n" + " " * len(prefix) + suffix
            last = len(prefix) + len(suffix)
        else:
            line += f", {suffix}"
            last += len(suffix) + 2
    text = line + ")"
    return f"Parameter containing:\n{text}" if type(tensor).__name__ == "Parameter" else text

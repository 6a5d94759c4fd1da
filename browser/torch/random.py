"""Random numbers: the same streams as torch draws on a CPU.

The generator is the Mersenne Twister (MT19937). To reproduce torch's streams, its 32-bit words are
converted to numbers as in torch: with the same number of words and the same formulas. Uniform
numbers, integers and permutations are equal bit by bit. Normal numbers are computed with a
logarithm and a cosine, whose last digit depends on the processor.
"""

from __future__ import annotations

import contextlib
import math
import secrets

import numpy as np

from . import dtypes
from .creation import _finish
from .operands import argument, sizes
from .tensor import CPU, Tensor, define, make, record

_WORD = 2**32


class Generator:
    """A random number generator with its own state."""

    def __init__(self, device="cpu"):
        self.device = CPU
        self._bits = np.random.MT19937()
        self.manual_seed(67280421310721)

    def manual_seed(self, seed):
        self._seed = int(seed) % 2**64
        self._bits._legacy_seeding(self._seed % _WORD)
        self._spare = None  # the second of two normal numbers that were computed together
        return self

    def seed(self):
        self.manual_seed(secrets.randbits(53))
        return self._seed

    def initial_seed(self):
        return self._seed

    def get_state(self):
        """Return the state as bytes: a tensor of uint8, as long as torch's."""
        state = self._bits.state["state"]
        words = np.zeros(632, np.uint64)
        words[0], words[1] = self._seed, int(state["pos"])
        words[2:626] = state["key"]
        if self._spare is not None:
            words[626], words[627] = 1, np.float64(self._spare).view(np.uint64)
        return make(words.view(np.uint8))

    def set_state(self, state):
        words = state._a.view(np.uint64)
        self._seed = int(words[0])
        key = words[2:626].astype(np.uint32)
        inner = {"key": key, "pos": int(words[1])}
        self._bits.state = {"bit_generator": "MT19937", "state": inner}
        self._spare = float(words[627:628].view(np.float64)[0]) if words[626] else None
        return self

    def clone_state(self):
        return Generator().set_state(self.get_state())

    def words(self, count):
        """Return the next 32-bit words, as integers of 64 bits."""
        return self._bits.random_raw(count) if count else np.zeros(0, np.uint64)

    def double_words(self, count):
        """Return the next integers of 64 random bits: two words each."""
        pairs = self.words(2 * count).reshape(-1, 2)
        return (pairs[:, 0] << np.uint64(32)) | pairs[:, 1]

    def uniform(self, count, kind, low=0.0, high=1.0):
        """Return uniform numbers of a floating-point type."""
        digits = {"float64": 53, "float32": 24, "float16": 11}[str(kind)]
        words = self.double_words(count) if digits == 53 else self.words(count)
        unit = (words & np.uint64(2**digits - 1)).astype(np.float64) * 2.0**-digits
        width = kind.type(high) - kind.type(low)
        return (unit * np.float64(width) + np.float64(kind.type(low))).astype(kind)

    def normal_one(self):
        """Return one standard normal number; two are computed at a time (Box and Muller)."""
        if self._spare is not None:
            spare, self._spare = self._spare, None
            return spare
        first, second = self.uniform(2, np.dtype(np.float64)).tolist()
        radius = math.sqrt(-2 * math.log1p(-second))
        self._spare = radius * math.sin(2 * math.pi * first)
        return radius * math.cos(2 * math.pi * first)

    def normal(self, count, kind, mean, std, together):
        """Return normal numbers; 16 or more are computed in blocks of 16."""
        if count < 16 or not together:
            drawn = [self.normal_one() * std + mean for _ in range(count)]
            return np.array(drawn, dtype=np.float64).astype(kind)
        uniform = self.uniform(count, kind)
        result = np.empty(count, kind)
        whole = count - count % 16
        result[:whole] = _blocks(uniform[:whole], mean, std)
        if whole < count:  # the last block is drawn again, and overlaps the one before
            result[-16:] = _blocks(self.uniform(16, kind), mean, std)
        return result


def _blocks(uniform, mean, std):
    """Convert blocks of 16 uniform numbers to normal ones: the first 8 with the second 8."""
    pairs = uniform.reshape(-1, 2, 8)
    kind = uniform.dtype.type
    radius = np.sqrt(kind(-2) * np.log(kind(1) - pairs[:, 0]))
    angle = (2 * math.pi * pairs[:, 1].astype(np.float64)).astype(uniform.dtype)
    both = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return (both * kind(std) + kind(mean)).reshape(-1)


default_generator = Generator()


def manual_seed(seed):
    """Restart the global stream with a seed."""
    return default_generator.manual_seed(seed)


def seed():
    """Restart the global stream with a random seed."""
    return default_generator.seed()


def initial_seed():
    """Return the seed of the global stream."""
    return default_generator.initial_seed()


def get_rng_state():
    """Return the state of the global stream."""
    return default_generator.get_state()


def set_rng_state(new_state):
    """Set the state of the global stream."""
    default_generator.set_state(new_state)


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True):
    """Restore the state of the global stream at the end of a block."""
    before = get_rng_state()
    try:
        yield
    finally:
        if enabled:
            set_rng_state(before)


def _source(generator):
    if generator is not None and not isinstance(generator, Generator):
        raise TypeError(f"expected a torch.Generator, got {type(generator).__name__}")
    return generator or default_generator


def _shape_and_kind(size, kwargs, name):
    if "size" in kwargs:
        size = (kwargs.pop("size"),)
    kind = (kwargs.pop("dtype", None) or dtypes.get_default_dtype()).array
    return sizes(size, name), kind


# --- New tensors ---------------------------------------------------------------------------------


@define(method=False)
def rand(*size, generator=None, **kwargs):
    shape, kind = _shape_and_kind(size, kwargs, "rand")
    drawn = _source(generator).uniform(math.prod(shape), kind)
    return _finish(drawn.reshape(shape), kwargs)


@define(method=False)
def randn(*size, generator=None, **kwargs):
    shape, kind = _shape_and_kind(size, kwargs, "randn")
    drawn = _source(generator).normal(math.prod(shape), kind, 0, 1, True)
    return _finish(drawn.reshape(shape), kwargs)


@define(method=False)
def rand_like(input, *, dtype=None, **kwargs):
    return rand(input._a.shape, dtype=dtype or input.dtype, **kwargs)


@define(method=False)
def randn_like(input, *, dtype=None, **kwargs):
    return randn(input._a.shape, dtype=dtype or input.dtype, **kwargs)


def _whole(generator, low, high, count):
    if high <= low:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    span = high - low
    source = _source(generator)
    words = source.words(count) if span < 2**28 else source.double_words(count)
    return (words % np.uint64(span)).astype(np.int64) + low


@define(method=False)
def randint(low=0, high=None, size=None, *, generator=None, dtype=None, **kwargs):
    if size is None:
        low, high, size = 0, low, high
    drawn = _whole(generator, int(low), int(high), math.prod(size))
    return _finish(drawn.reshape(tuple(size)).astype((dtype or dtypes.int64).array), kwargs)


@define(method=False)
def randint_like(input, low=0, high=None, *, dtype=None, **kwargs):
    low, high = (0, low) if high is None else (low, high)
    return randint(low, high, input._a.shape, dtype=dtype or input.dtype, **kwargs)


@define(method=False)
def randperm(n, *, generator=None, dtype=None, **kwargs):
    order = np.arange(n, dtype=np.int64)
    for i, word in enumerate(_source(generator).words(max(n - 1, 0)).tolist()):
        j = i + word % (n - i)
        order[i], order[j] = order[j], order[i]
    return _finish(order.astype((dtype or dtypes.int64).array), kwargs)


@define(method=False)
def normal(mean, std=1.0, size=None, *, generator=None, **kwargs):
    if size is not None:
        return randn(*size, generator=generator, **kwargs) * std + mean
    shape = np.broadcast_shapes(*(one._a.shape for one in (mean, std) if isinstance(one, Tensor)))
    return randn(shape, generator=generator) * std + mean


@define()
def bernoulli(input, p=None, *, generator=None):
    x = argument(input, "bernoulli")._a
    chance = x if p is None else np.full(x.shape, p)
    drawn = _source(generator).uniform(x.size, np.dtype(np.float64)).reshape(x.shape)
    return make((drawn < chance).astype(x.dtype))


@define(method=False)
def poisson(input, generator=None):
    source = _source(generator)
    x = argument(input, "poisson")._a
    counts = [_poisson(rate, source) for rate in x.reshape(-1).tolist()]
    return make(np.array(counts, dtype=x.dtype).reshape(x.shape))


def _poisson(rate, source):
    """Draw one count: by a product of uniform numbers, or for large rates by rejection."""

    def unit():
        return float(source.uniform(1, np.dtype(np.float64))[0])

    if rate < 0:
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    if rate == 0:
        return 0
    if rate < 10:
        least, product, count = math.exp(-rate), unit(), 0
        while product > least:
            product *= unit()
            count += 1
        return count
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    quick = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = unit() - 0.5, unit()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43)
        if us >= 0.07 and v <= quick:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        if math.log(v) + math.log(inverse) - math.log(a / (us * us) + b) <= (
            -rate + k * log_rate - math.lgamma(k + 1)
        ):
            return k


# --- Fills ---------------------------------------------------------------------------------------


def _written(self, drawn, node):
    """Fill a tensor in the memory order of its entries."""
    self._check_writable()
    order = tuple(np.argsort([-abs(s) for s in self._a.strides], kind="stable"))
    filled = np.empty_like(self._a)
    turned = filled.transpose(order)
    turned[...] = drawn.reshape(turned.shape)
    return self._assign(record(node, filled, [self], (np.zeros_like,)))


@define(function=False)
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    mean, std = float(mean), float(std)
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if self._a.dtype.kind != "f":
        raise RuntimeError(f"\"normal_kernel_cpu\" not implemented for '{self.dtype.shown}'")
    self._check_writable()
    together = self._a.flags.c_contiguous
    drawn = _source(generator).normal(self._a.size, self._a.dtype, mean, std, together)
    return _written(self, drawn, "NormalBackward0")


@define(function=False)
def uniform_(self, *bounds, generator=None, **kwargs):
    low = bounds[0] if bounds else kwargs.pop("from", 0.0)
    high = bounds[1] if len(bounds) > 1 else kwargs.pop("to", 1.0)
    if kwargs:
        raise TypeError(f"uniform_() got an unexpected keyword argument '{next(iter(kwargs))}'")
    low, high = float(low), float(high)
    if low > high:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}"
        )
    if self._a.dtype.kind != "f":
        raise RuntimeError(f"\"check_uniform_bounds\" not implemented for '{self.dtype.shown}'")
    self._check_writable()
    drawn = _source(generator).uniform(self._a.size, self._a.dtype, low, high)
    return _written(self, drawn, "UniformBackward0")


@define(function=False)
def random_(self, *bounds, generator=None):
    low, high = bounds if len(bounds) == 2 else (0, bounds[0] if bounds else 2**24)
    drawn = _whole(generator, low, high, self._a.size).astype(self._a.dtype)
    return _written(self, drawn, "RandomBackward0")


@define(function=False)
def bernoulli_(self, p=0.5, *, generator=None):
    return self.copy_(bernoulli(self, p, generator=generator))

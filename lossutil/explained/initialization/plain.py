"""What the tests of initialization/plain say where they fail."""

import math
from statistics import NormalDist

import torch


def constant__values(shape, dtype, val):
    return {
        "on": {"shape": shape, "dtype": str(dtype), "val": val},
        "what": "the tensor",
    }


def uniform__moments_1(a, b):
    return {
        "on": {"shape": (100, 200), "a": a, "b": b},
        "mistakes": {
            "these lie between 0 and 1; a and b were not used": (0.5, 1 / math.sqrt(12)),
            "you stretched by b; the interval has the length b - a": (a + b / 2, b / math.sqrt(12)),
            "you shifted by b; the interval begins at a": (
                (3 * b - a) / 2,
                (b - a) / math.sqrt(12),
            ),
            "these are spread evenly between -b and b": (0, 2 * b / math.sqrt(12)),
        },
    }


def uniform__moments_2(a, b):
    return {
        "on": {"a": a, "b": b},
        "what": "the number of entries outside of [a, b]",
        "likely": "draws with the right mean and std, and no bounds",
    }


def uniform__moments_3():
    return {
        "on": "a and b left out",
    }


def uniform__distribution():
    return {
        "on": {"shape": (100, 200), "a": -2.0, "b": 2.0},
        "mistakes": {
            "these are normal draws": lambda x: torch.special.ndtr(x / 2 * math.sqrt(3)),
            "the sum of two uniform numbers is not uniform: the middle is more likely than "
            "the ends": (lambda x: torch.where(x < 0, (x + 2) ** 2 / 8, 1 - (2 - x) ** 2 / 8)),
        },
        "likely": "few different numbers: a draw for each row or column instead of each entry",
    }


def uniform__in_place():
    return {
        "on": {"shape": (100, 100)},
    }


def uniform__errors():
    return {
        "on": {"a": 1.0, "b": 0.0},
        "likely": "no check: (b - a) is negative, and the numbers come out in the wrong order",
    }


def normal__moments(mean, std):
    return {
        "on": {"shape": (100, 200), "mean": mean, "std": std},
        "mistakes": {
            "mean and std were not used": (0, 1),
            "the std was not used": (mean, 1),
            "the mean was not used": (0, std),
            "you took std for the variance; stretch by std itself": (mean, math.sqrt(std)),
            "your spread is the variance std²; stretch by std itself": (mean, std**2),
            "you stretched the mean, too; stretch first, then shift": (mean * std, std),
            "a √2 is missing: Φ⁻¹(u) is √2 · erfinv(2u - 1), and Box-Muller has -2 ln u under the "
            "root": (mean, std / math.sqrt(2)),
        },
    }


def normal__distribution_1():
    return {
        "on": {"shape": (100, 200), "mean": 0.0, "std": 1.0},
        "mistakes": {
            "these are uniform numbers with the right mean and std": (
                lambda x: (x / math.sqrt(12) + 0.5).clamp(0, 1)
            ),
            "these are uniform numbers": lambda x: x.clamp(0, 1),
        },
        "likely": (
            "an approximation of the bell curve, or a draw for each row instead of each entry"
        ),
    }


def normal__distribution_2():
    return {
        "on": {"shape": (1000, 1000), "mean": 0.0, "std": 1.0},
        "what": "the mean fourth power of the entries",
        "mistakes": {
            "a sum of twelve uniform numbers has the right mean and std, and tails that are too "
            "light: it never leaves [-6, 6]": 2.9,
        },
    }


def normal__zero(n):
    return {
        "on": f"{n} entries, generator seeded with 146",
        "what": "the number of infinite entries",
        "likely": "torch.rand in float32: it gave an exact 0, and Φ⁻¹(0) and ln 0 are -inf",
    }


def normal__errors():
    return {
        "on": {"mean": 0.0, "std": -1.0},
        "likely": "no check: the bell curve is symmetric, so the mirrored draws look right",
    }


def trunc_normal__bounds_1(std):
    return {
        "on": {"shape": (100, 200), "std": std, "a": -2, "b": 2},
        "mistakes": {
            "you cut at 2 stds; a and b are values, and here they lie far out": (0, 0.8796 * std),
            "std was not used": (0, 0.8796),
            "your spread is the variance std²": (0, std**2),
        },
    }


def trunc_normal__bounds_2():
    return {
        "on": {"mean": 0.3, "std": 1.0, "a": -0.5, "b": 0.9},
        "what": "the number of entries outside of [a, b]",
        "likely": "bounds that are measured from the mean, no bounds, or a stretch behind the cut",
    }


def trunc_normal__moments(mean, std, a, b, center, spread):
    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), 1 - normal.cdf(b)
    piled = (1 - low - high) * center + low * a + high * b
    square = (1 - low - high) * (spread**2 + center**2) + low * a**2 + high * b**2
    return {
        "on": {"shape": (100, 200), "mean": mean, "std": std, "a": a, "b": b},
        "mistakes": {
            "you clamped: what lies outside piles up on the bounds; it must be drawn again": (
                piled,
                math.sqrt(square - piled**2),
            ),
            "nothing was cut": (mean, std),
            "you stretched the cut numbers until they had std again; leave them": (center, std),
            "these are spread evenly between a and b": ((a + b) / 2, (b - a) / math.sqrt(12)),
        },
        "likely": "a and b applied before the numbers were stretched by std and shifted by mean",
    }


def trunc_normal__distribution_1():
    return {
        "on": {"shape": (100, 200)},
        "likely": "a wrong shape between the bounds",
        "mistakes": {
            "these are spread evenly between a and b": lambda x: ((x + 2) / 4).clamp(0, 1)
        },
    }


def trunc_normal__distribution_2():
    return {
        "on": {"shape": (100, 200), "a": 1.0, "b": 3.0},
        "likely": "a bell curve around the middle of [a, b]; it stays around mean",
    }


def trunc_normal__errors_1():
    return {
        "on": {"a": 0.5, "b": -0.5},
        "likely": "no check; a loop that waits for a draw inside would never end",
    }


def trunc_normal__errors_2(value):
    return {
        "on": {"a": value, "b": value},
        "what": "the tensor",
        "likely": "a number that rounding carried past a bound; or a check that refuses a = b",
    }

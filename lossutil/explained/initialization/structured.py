"""What the tests of initialization/structured say where they fail."""

import math

import torch


def eye__values(shape):
    return {
        "on": {"shape": shape},
        "what": "the matrix",
        "mistakes": {
            "there are ones everywhere": torch.ones(shape),
            "these ones lie on the other diagonal": torch.eye(*shape).flip(1),
        },
        "likely": "a diagonal that leaves out a place, or wraps around in a tall matrix",
    }


def eye__errors(shape):
    return {
        "on": {"shape": shape},
        "likely": "no check; a convolution's identity is dirac_",
    }


def dirac__values(shape, expected, middle, everywhere):
    corner = expected.roll([-place for place in middle], list(range(2, len(shape))))
    return {
        "on": {"shape": shape},
        "what": "the weight",
        "mistakes": {
            "every output adds up all inputs; output i passes on input i only": everywhere,
            "the ones lie at the kernel's first place; the middle is at k // 2": corner,
        },
        "likely": (
            "a one beside the middle, if only for even sizes; or a channel without its partner"
        ),
    }


def dirac__passes_on():
    return {
        "on": "a weight of shape (3, 3, 5) and a signal with 3 channels",
        "what": "the signal behind the convolution",
        "likely": "a one beside the middle, which shifts the signal",
    }


def dirac__groups():
    return {
        "on": {"shape": (6, 2, 3), "groups": 3},
        "what": "the middle of the weight",
        "mistakes": {
            "groups was not used": [[1, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0]],
            "the blocks are contiguous: outputs 0 and 1 are group 0": (
                [[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]]
            ),
        },
    }


def dirac__errors_1(shape):
    return {
        "on": {"shape": shape},
        "likely": "no check of the dimensions; the identity of a linear layer is eye_",
    }


def dirac__errors_2():
    return {
        "on": {"shape": (5, 2, 3), "groups": 2},
        "likely": "a block size that // rounded down, so that channels are left over",
    }


def orthogonal__columns(shape):
    return {
        "on": {"shape": shape},
        "what": "the matrix of products of its columns (of its rows, if it is wide)",
        "likely": (
            "columns of length 1 that are not orthogonal; or a wide matrix that was not "
            "drawn tall; or kernel positions that count as rows"
        ),
    }


def orthogonal__gain(gain, shape, singular):
    return {
        "on": {"shape": shape, "gain": gain},
        "what": "the singular values",
        "mistakes": {
            "the gain was not used": torch.ones_like(singular),
            "you multiplied by the gain twice": torch.full_like(singular, gain**2),
            "the gain stretches lengths; you used its root": torch.full_like(singular, gain**0.5),
        },
    }


def orthogonal__signs_1(row, column):
    return {
        "on": f"entry ({row}, {column}) of 500 matrices of shape (3, 3)",
        "what": "the draw",
        "mistakes": {
            "the signs of QR: multiply each column of Q by the sign of R's diagonal": (
                -0.5,
                math.sqrt(1 / 12),
            ),
            "it is never negative: you took the signs from Q's diagonal, took absolute values, or "
            "drew positive numbers (randn draws both signs)": (0.5, math.sqrt(1 / 12)),
        },
        "likely": "the signs of QR, or draws that are not normal: some matrices are more likely",
    }


def orthogonal__signs_2():
    return {
        "on": "500 matrices of shape (3, 3)",
        "what": "the mean sign of the determinant",
        "likely": (
            "rotations only: half of all orthogonal matrices are mirrors, with determinant -1"
        ),
    }


def orthogonal__errors(shape):
    return {
        "on": {"shape": shape},
        "likely": "no check: QR raises an error of its own that says nothing of weights",
    }


def sparse__zeros(shape, sparsity, zeros):
    return {
        "on": {"shape": shape, "sparsity": sparsity},
        "what": "the number of zeros in each column",
        "mistakes": {
            "you rounded down; torch rounds up": torch.full(
                (shape[1],), math.floor(sparsity * shape[0])
            ),
            "this is the number of entries that stay; sparsity is the fraction of zeros": (
                torch.full((shape[1],), shape[0] - zeros)
            ),
        },
        "likely": (
            "a coin for each entry, which leaves the number to chance; or zeros counted in "
            "rows: a column belongs to one input"
        ),
    }


def sparse__places(zero):
    return {
        "on": {"shape": (10, 2000), "sparsity": 0.3},
        "what": "the fraction of zeros in each row",
        "mistakes": {
            "the zeros lie in the same rows in every column; draw anew for each": (
                zero[:, 0].double().tolist()
            ),
        },
        "likely": "places that are not drawn evenly",
    }


def sparse__moments(std):
    return {
        "on": {"shape": (100, 300), "sparsity": 0.4, "std": std},
        "what": "the part that is not 0",
        "mistakes": {
            "you passed the variance std²; normal_ wants the std": (0, std**2),
            "you took std for a variance": (0, math.sqrt(std)),
            "std was not used": (0, 1),
            "you made up for the zeros; torch leaves the std as it is": (0, std / math.sqrt(0.6)),
        },
    }


def sparse__in_place():
    return {
        "on": "two generators with different seeds",
        "what": "the number of entries that are equal and not 0",
        "likely": "the argument generator is not handed to the normal draws",
    }

"""Adds along a path.

fails: test_alignment_probability_values
says: within one path probabilities multiply
"""

from itertools import product


def alignment_probability(probs, word, blank=0):
    T, C = probs.shape
    total = probs.new_zeros(())
    for path in product(range(C), repeat=T):
        if collapse(path, blank) == word:
            total = total + probs[range(T), path].sum()
    return total
